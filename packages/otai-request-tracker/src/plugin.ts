import { PluginFactory } from 'open-ticket-ai';
import { RequestTrackerTicketSystem } from './request-tracker.ticket-system.js';

/** Brings `request-tracker:request_tracker`. */
export default class RequestTrackerPlugin extends PluginFactory {
  injectables() {
    return [RequestTrackerTicketSystem];
  }
}
