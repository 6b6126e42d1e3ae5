import type { ContractWords } from 'open-ticket-ai/testing';

/** What things are called in the Request Trackers of the tests; scripts/request-tracker/seed.pl makes the same. */
export const WORDS: ContractWords = {
  queues: ['Support', 'Billing'],
  priorities: ['Low', 'High'],
  states: { open: 'open', closed: 'resolved' },
  owners: ['alice', 'bob'],
  customers: ['ada@example.org', 'grace@example.org'],
  custom_field: 'AI Note',
};

export const TAGS_FIELD = 'Labels';
