/** Open Ticket AI on many processes, with BullMQ on Redis. */
export { BullMqExecutor } from './bullmq.executor.js';
export { BullMqParams } from './bullmq.params.js';
export { FleetError, type FleetProblem } from './fleet.error.js';
export { default as BullmqPlugin } from './plugin.js';
