import { MemoryTicketSystem } from '../memory-ticket-system.js';
import { describeTicketSystemContract } from './describe-contract.js';
import type { ContractStart, ContractWords, SeedNote, SeedTicket, StartedHelpdesk } from './ticket-system.harness.js';

const WORDS: ContractWords = {
  queues: ['Incoming', 'Billing'],
  priorities: ['low', 'high'],
  states: { open: 'open', closed: 'closed' },
  types: ['incident', 'question'],
  owners: ['desk', 'night shift'],
  customers: ['ada@example.org', 'grace@example.org'],
  custom_field: 'colour',
};

const named = (name: string | undefined) => (name === undefined ? null : { id: null, name });

async function start({ tickets = [] }: ContractStart): Promise<StartedHelpdesk> {
  const system = new MemoryTicketSystem();
  Object.assign(system.values, {
    queue: WORDS.queues,
    priority: WORDS.priorities,
    state: Object.values(WORDS.states),
    type: WORDS.types,
    owner: WORDS.owners,
  });
  const ids = tickets.map((seed) => system.add(toTicket(seed)).id);
  const stored = (id: string) => system.tickets.find((ticket) => ticket.id === id)?.notes ?? [];
  return {
    system,
    ids,
    secrets: [],
    log: () => [],
    reconnect: async () => system,
    change: async (id, update) => void (await system.updateTicket(id, update)),
    readByCustomer: async (id) =>
      stored(id)
        .filter(({ visibility }) => visibility === 'public')
        .map(({ body }) => body),
    storedNote: async (id) => ({ body: stored(id).at(-1)?.body ?? '', isHtml: stored(id).at(-1)?.content_type === 'text/html' }),
    stop: async () => undefined,
  };
}

function toTicket({ owner, customer_email, state, type, created_at = '2026-03-01T08:00:00Z', notes = [], ...seed }: SeedTicket) {
  const customer = customer_email === undefined ? null : { id: null, name: null, email: customer_email };
  return {
    queue: WORDS.queues[0],
    ...seed,
    state: named(state ?? 'open'),
    type: named(type),
    owner: owner === undefined ? null : { id: null, name: owner, email: null },
    customer,
    created_at,
    updated_at: created_at,
    notes: notes.map(toNote),
  };
}

function toNote({ body, by, content_type = 'text/plain', visibility }: SeedNote, index: number) {
  const seen = visibility ?? (by === 'customer' ? 'public' : 'internal');
  return { id: String(index + 1), subject: null, body, content_type, visibility: seen, author_role: by, author: null, created_at: null };
}

describeTicketSystemContract('MemoryTicketSystem', {
  type: MemoryTicketSystem,
  words: WORDS,
  start,
  notApplicable: {
    http: 'there is no server',
    'secrets.errors_and_logs': 'there is no server',
    'secrets.wrong_credentials': 'there are no credentials',
    'update.deleted': 'tickets cannot be deleted',
    'update.merged': 'tickets cannot be merged',
  },
});
