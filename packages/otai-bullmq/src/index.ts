/** Open Ticket AI on many processes, with BullMQ on Redis. */
export { BullMqExecutor } from './bullmq.executor.js';
export { BullMqParams } from './bullmq.params.js';
export { FleetError, type FleetProblem } from './fleet.error.js';
export { FleetQueuesModule, type FleetQueuesOptions } from './host/fleet-queues.module.js';
export { queueName } from './names.js';
export { default as BullmqPlugin } from './plugin.js';
