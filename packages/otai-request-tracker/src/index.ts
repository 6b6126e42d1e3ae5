/** Request Tracker 5 for Open Ticket AI. */
export { default as RequestTrackerPlugin } from './plugin.js';
export { RequestTrackerParams } from './request-tracker.params.js';
export { RequestTrackerTicketSystem } from './request-tracker.ticket-system.js';
