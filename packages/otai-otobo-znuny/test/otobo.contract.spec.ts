import { describeTicketSystemContract } from 'open-ticket-ai/testing';
import { OTOBOZnunyTicketSystemService } from '../src/otobo-znuny-ticket-system.service.js';
import { isWrite, startOtobo, WORDS } from './otobo.harness.js';

describeTicketSystemContract('otobo-znuny', { type: OTOBOZnunyTicketSystemService, words: WORDS, isWrite, start: startOtobo });
