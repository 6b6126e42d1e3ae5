import { IsBoolean, IsDefined, IsOptional, ValidateIf } from 'class-validator';
import { Describe, IsDuration } from '../api/params/param.decorators.js';
import { Trigger, type StopTrigger, type TriggerContext, type TriggerHandler } from '../api/trigger.decorator.js';

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
  interval?: number;

  @Describe('Whether the first run is at start, and not one interval later.')
  @IsBoolean()
  run_at_start = true;
}

/** The shortest pause, so that an interval of zero does not keep the process from everything else. */
const SHORTEST = 10;

/** The longest `setTimeout` can wait (2^31 - 1 ms, 24.8 days). */
const LONGEST = 2_147_483_647;

/**
 * Fires at equal intervals. A run that takes longer than the interval is not overtaken: the next starts at the next interval after its end.
 */
@Trigger('interval', { params: IntervalParams, description: 'Fires at equal intervals.' })
export class IntervalTrigger implements TriggerHandler<IntervalParams> {
  start({ params, fire }: TriggerContext<IntervalParams>): StopTrigger {
    const pause = Math.min(Math.max(params.every ?? params.interval ?? 0, SHORTEST), LONGEST);
    const timer = setInterval(() => void fire(), pause);
    if (params.run_at_start) void fire();
    return () => clearInterval(timer);
  }
}
