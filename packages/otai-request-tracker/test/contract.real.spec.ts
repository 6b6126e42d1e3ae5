import { describeTicketSystemContract } from 'open-ticket-ai/testing';
import { RequestTrackerTicketSystem } from '../src/request-tracker.ticket-system.js';
import { isWrite } from './support/connector.js';
import { startOnReal } from './support/real-helpdesk.js';
import { describeReal } from './support/real-server.js';
import { WORDS } from './support/words.js';

describeReal('on a real Request Tracker 5', {}, (tracker) => {
  describeTicketSystemContract('RequestTrackerTicketSystem', {
    type: RequestTrackerTicketSystem,
    words: WORDS,
    isWrite,
    start: (options) => startOnReal(tracker(), options),
  });
});
