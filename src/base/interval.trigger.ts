import { IsBoolean, IsDefined, IsOptional, ValidateBy, ValidateIf, type ValidationArguments } from 'class-validator';
import { Clock, type CancelTimer } from '../api/clock.js';
import { Describe, IsDuration } from '../api/params/param.decorators.js';
import { Trigger, type Schedule, type StopTrigger, type TriggerContext, type TriggerHandler } from '../api/trigger.decorator.js';

function isOnly(_: unknown, args?: ValidationArguments): boolean {
  return (args?.object as IntervalParams | undefined)?.every === undefined;
}

/** Params of {@link IntervalTrigger}. */
export class IntervalParams {
  @Describe('The time between two runs.', { example: '60s' })
  @ValidateIf(({ interval }: IntervalParams) => interval === undefined)
  @IsDefined({ message: 'is missing' })
  @IsDuration()
  every?: number;

  @Describe('The same as `every`; the name it has in Open Ticket AI 1.4.', { example: 'PT60S' })
  @IsOptional()
  @IsDuration()
  @ValidateBy({ name: 'isOnlyInterval', validator: { validate: isOnly, defaultMessage: () => 'must not stand beside every: keep one' } })
  interval?: number;

  @Describe('Whether the first run is at start, and not one interval later.')
  @IsBoolean()
  run_at_start = true;
}

/** The shortest pause, so that an interval of zero does not keep the process from everything else. */
const SHORTEST = 10;

/** Fires at equal intervals. While a run is still going the next ones are left out; they are not made up for. */
@Trigger('interval', { params: IntervalParams, description: 'Fires at equal intervals.' })
export class IntervalTrigger implements TriggerHandler<IntervalParams> {
  constructor(private readonly clock: Clock) {}

  schedule(params: IntervalParams): Schedule {
    return { every: pauseOf(params), runAtStart: params.run_at_start };
  }

  start({ params, fire }: TriggerContext<IntervalParams>): StopTrigger {
    const pause = pauseOf(params);
    let cancel: CancelTimer;
    const wait = (): void => {
      cancel = this.clock.after(pause, () => {
        wait();
        void fire();
      });
    };
    wait();
    if (params.run_at_start) void fire();
    return () => cancel();
  }
}

function pauseOf({ every, interval }: IntervalParams): number {
  return Math.max(every ?? interval ?? 0, SHORTEST);
}
