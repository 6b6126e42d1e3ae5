import { IsOptional, IsString, IsTimeZone, ValidateBy } from 'class-validator';
import { Cron } from 'croner';
import { Clock, type CancelTimer } from '../api/clock.js';
import { Describe } from '../api/params/param.decorators.js';
import { Trigger, type StopTrigger, type TriggerContext, type TriggerHandler } from '../api/trigger.decorator.js';

/** Checks a cron pattern at boot with the very parser that will run it. */
function IsCronPattern(): PropertyDecorator {
  return ValidateBy({
    name: 'isCronPattern',
    validator: { validate: (value) => whatIsWrong(value) === undefined, defaultMessage: (args) => whatIsWrong(args?.value) ?? '' },
  });
}

function whatIsWrong(pattern: unknown): string | undefined {
  try {
    new Cron(String(pattern), { paused: true }).stop();
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
    return `must be a cron pattern such as "*/5 8-18 * * MON-FRI": ${reason}`;
  }
}

/** Params of {@link CronTrigger}. */
export class CronParams {
  @Describe('Minute, hour, day of month, month, day of week; with a sixth field in front for seconds.', { example: '*/5 8-18 * * MON-FRI' })
  @IsString()
  @IsCronPattern()
  cron!: string;

  @Describe('The time zone the pattern is meant in. Default: that of the machine.', { example: 'Europe/Berlin' })
  @IsOptional()
  @IsTimeZone()
  time_zone?: string;
}

/** Fires when the clock matches a pattern, daylight saving time included. A time that comes while a run is still going is left out. */
@Trigger('cron', { params: CronParams, description: 'Fires when the clock matches a cron pattern in a time zone.' })
export class CronTrigger implements TriggerHandler<CronParams> {
  constructor(private readonly clock: Clock) {}

  start({ params, fire, logger, pipeline }: TriggerContext<CronParams>): StopTrigger {
    const times = new Cron(params.cron, { paused: true, ...(params.time_zone === undefined ? {} : { timezone: params.time_zone }) });
    let cancel: CancelTimer | undefined;
    const wait = (): void => {
      const now = this.clock.now();
      const next = times.nextRun(new Date(now));
      if (next === null) return logger.warn(`the cron pattern "${params.cron}" of ${pipeline} matches no time any more`);
      cancel = this.clock.after(next.getTime() - now, () => {
        wait();
        void fire();
      });
    };
    wait();
    return () => cancel?.();
  }
}
