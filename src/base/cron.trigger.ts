import { IsBoolean, IsOptional, IsString } from 'class-validator';
import { Cron } from 'croner';
import { Clock, type CancelTimer } from '../api/clock.js';
import { Describe } from '../api/params/param.decorators.js';
import { Trigger, type Schedule, type StopTrigger, type TriggerContext, type TriggerHandler } from '../api/trigger.decorator.js';
import { IsCronPattern, IsTimeZoneName } from './cron-checks.js';

/** Params of {@link CronTrigger}. */
export class CronParams {
  @Describe('Minute, hour, day of month, month, day of week; with a sixth field in front for seconds.', { example: '*/5 8-18 * * MON-FRI' })
  @IsString()
  @IsCronPattern()
  cron!: string;

  @Describe('The time zone the pattern is meant in. Default: that of the machine.', { example: 'Europe/Berlin' })
  @IsOptional()
  @IsString()
  @IsTimeZoneName()
  time_zone?: string;

  @Describe('Whether a time that came while nobody was there to fire is made up for at the next start, once.')
  @IsBoolean()
  catch_up = false;
}

/** The longest wait before the clock is looked at again, milliseconds: a machine that slept, or whose clock was set, is at most so much late. */
const LONGEST_WAIT = 60_000;

/** Fires when the clock matches a pattern, daylight saving time included. A time that comes while a run is still going is left out. */
@Trigger('cron', { params: CronParams, description: 'Fires when the clock matches a cron pattern in a time zone.' })
export class CronTrigger implements TriggerHandler<CronParams> {
  constructor(private readonly clock: Clock) {}

  schedule(params: CronParams): Schedule {
    const { cron, time_zone: timeZone } = params;
    const times = timesOf(params);
    return { cron, timeZone, next: (after) => times.nextRun(new Date(after))?.getTime() };
  }

  start(context: TriggerContext<CronParams>): StopTrigger | Promise<StopTrigger> {
    return context.params.catch_up ? this.#startLate(context) : this.#start(context);
  }

  /** Keeps in mind when it last fired, or began. */
  async #startLate(context: TriggerContext<CronParams>): Promise<StopTrigger> {
    const { params, cursor } = context;
    const last = await cursor.read();
    const fire = async (): Promise<boolean> => {
      await cursor.move(new Date(this.clock.now()).toISOString());
      return context.fire();
    };
    const missed = last === undefined ? null : timesOf(params).nextRun(new Date(last));
    if (last === undefined) await cursor.move(new Date(this.clock.now()).toISOString());
    else if (missed !== null && missed.getTime() <= this.clock.now()) void fire();
    return this.#start({ ...context, fire });
  }

  #start({ params, fire, logger, pipeline }: TriggerContext<CronParams>): StopTrigger {
    const times = timesOf(params);
    let cancel: CancelTimer | undefined;
    const waitFor = (due: number): void => {
      const rest = due - this.clock.now();
      if (rest > 0) {
        cancel = this.clock.after(Math.min(rest, LONGEST_WAIT), () => waitFor(due));
      } else {
        waitForNext();
        void fire();
      }
    };
    const waitForNext = (): void => {
      const next = times.nextRun(new Date(this.clock.now()));
      if (next !== null) return waitFor(next.getTime());
      cancel = undefined;
      logger.warn(`the cron pattern "${params.cron}" of ${pipeline} matches no time any more`);
    };
    waitForNext();
    return () => cancel?.();
  }
}

function timesOf({ cron, time_zone: timezone }: CronParams): Cron {
  return new Cron(cron, { paused: true, ...(timezone === undefined ? {} : { timezone }) });
}
