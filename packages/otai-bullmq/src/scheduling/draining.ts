import type { PipelineQueue } from '../queues.js';

/** The field of a queue that says that nothing new may begin on its pipeline. */
const FIELD = 'otai-draining';

/* Kept with what BullMQ keeps of a queue, as a pause is. */

export async function isDraining(queue: PipelineQueue): Promise<boolean> {
  return queue.getBackend().hasQueueMetaField(FIELD);
}

export async function setDraining(queue: PipelineQueue, isOn: boolean): Promise<void> {
  if (isOn) await queue.getBackend().setQueueMeta({ [FIELD]: 1 });
  else await queue.getBackend().removeQueueMetaFields([FIELD]);
}
