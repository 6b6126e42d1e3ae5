import type { UpdateOptions } from '../../api/tickets/ticket-system.js';
import type { NewNote, TicketSearchCriteria, TicketUpdate } from '../../api/tickets/ticket.js';
import { MemoryTicketSystem } from '../memory-ticket-system.js';
import { describeTicketSystemContract } from './describe-contract.js';
import type { ContractStart, ContractWords, SeedNote, SeedTicket, StartedHelpdesk, TicketSystemHarness } from './ticket-system.harness.js';

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

async function start({ tickets = [] }: ContractStart, system = new MemoryTicketSystem()): Promise<StartedHelpdesk> {
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

const HARNESS: TicketSystemHarness = {
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
};

describeTicketSystemContract('MemoryTicketSystem', HARNESS);

/** Runs the suite on a connector that breaks a promise; gives the promises that it found broken. */
async function brokenPromises(type: new () => MemoryTicketSystem): Promise<readonly string[]> {
  const checks = new Map<string, () => Promise<void>>();
  const it = Object.assign((name: string, check: () => Promise<void>) => void checks.set(name, check), { skip: () => undefined });
  const harness = { ...HARNESS, start: (options: ContractStart) => start(options, new type()) };
  describeTicketSystemContract('broken', harness, { describe: (_name, body) => body(), it });
  const broken: string[] = [];
  for (const [name, check] of checks) await check().catch(() => broken.push(name.split(':', 1)[0] ?? ''));
  return broken;
}

describe('the suite finds out a connector that', () => {
  it('keeps every promise', async () => {
    expect(await brokenPromises(MemoryTicketSystem)).toEqual([]);
  });

  it('writes notes for all to see', async () => {
    class Talkative extends MemoryTicketSystem {
      override addNote(id: string, note: NewNote) {
        return super.addNote(id, { ...note, visibility: 'public' });
      }
    }
    expect(await brokenPromises(Talkative)).toEqual(['note.internal']);
  });

  it('finds everything', async () => {
    class Indiscriminate extends MemoryTicketSystem {
      override findTickets({ limit, cursor, order }: TicketSearchCriteria) {
        return super.findTickets({ limit, cursor, order });
      }
    }
    const broken = await brokenPromises(Indiscriminate);
    expect(broken).toEqual(
      expect.arrayContaining(['find.queue', 'find.without_tags', 'find.created_since', 'find.empty_criterion', 'find.hostile']),
    );
  });

  it('pages by counting', async () => {
    class Counting extends MemoryTicketSystem {
      override async findTickets({ cursor = '0', limit = 100, ...criteria }: TicketSearchCriteria) {
        const offset = Number(cursor);
        const { tickets } = await super.findTickets({ ...criteria, offset, limit });
        return { tickets, next_cursor: tickets.length < limit ? null : String(offset + limit) };
      }
    }
    const broken = await brokenPromises(Counting);
    expect(broken).toEqual(expect.arrayContaining(['paging.drift', 'paging.bad_cursor']));
    expect(broken).not.toContain('paging.order');
  });

  it('never comes to an end, whom the iterator stops too', async () => {
    class Endless extends MemoryTicketSystem {
      override async findTickets(criteria: TicketSearchCriteria) {
        return { ...(await super.findTickets({ ...criteria, cursor: undefined })), next_cursor: 'again' };
      }
    }
    await expect(new Endless().iterateTickets({}).next()).rejects.toThrow('two pages end at the same place');
    expect(await brokenPromises(Endless)).toEqual(expect.arrayContaining(['paging.limit', 'find.nothing', 'find.queue']));
  });

  it('overwrites what people did', async () => {
    class Ruthless extends MemoryTicketSystem {
      override updateTicket(id: string, update: TicketUpdate) {
        return super.updateTicket(id, update);
      }
    }
    expect(await brokenPromises(Ruthless)).toEqual(['update.conflict']);
  });

  it('takes an unknown name for granted', async () => {
    class Gullible extends MemoryTicketSystem {
      override updateTicket(id: string, { queue, ...update }: TicketUpdate, options?: UpdateOptions) {
        return super.updateTicket(id, { ...update, queue: WORDS.queues.some((name) => name === queue?.name) ? queue : undefined }, options);
      }
    }
    expect(await brokenPromises(Gullible)).toEqual([
      'update.unknown_values',
      'update.did_you_mean',
      'update.empty_reference',
      'note.with_unknown_value',
    ]);
  });

  it('writes text as markup', async () => {
    class Careless extends MemoryTicketSystem {
      override addNote(id: string, note: NewNote) {
        return super.addNote(id, { ...note, content_type: 'text/html' });
      }
    }
    expect(await brokenPromises(Careless)).toEqual(['note.text_is_text']);
  });
});
