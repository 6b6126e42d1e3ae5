import { PluginFactory } from 'open-ticket-ai';
import { BullMqExecutor } from './bullmq.executor.js';

/** Brings `bullmq:BullMqExecutor`: the same config on a fleet of processes. */
export default class BullmqPlugin extends PluginFactory {
  injectables() {
    return [BullMqExecutor];
  }
}
