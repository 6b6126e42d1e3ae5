import { Trigger, type TriggerHandler } from '../api/trigger.decorator.js';

/** Never fires: the pipeline runs when `PipelineService` or `otai run` is asked to run it. Says so where leaving the trigger out would look forgotten. */
@Trigger('manual', { description: 'Never fires by itself: the pipeline runs when it is asked for.' })
export class ManualTrigger implements TriggerHandler {
  start(): void {}
}
