import { describeTicketSystemContract } from 'open-ticket-ai/testing';
import { RequestTrackerTicketSystem } from '../src/request-tracker.ticket-system.js';
import { isWrite } from './support/connector.js';
import { startOnFake } from './support/fake-helpdesk.js';
import { WORDS } from './support/words.js';

describeTicketSystemContract('RequestTrackerTicketSystem', { type: RequestTrackerTicketSystem, words: WORDS, isWrite, start: startOnFake });
