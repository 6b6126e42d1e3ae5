import { FakeServer, type ContractStart, type SeedTicket, type StartedHelpdesk } from 'open-ticket-ai/testing';
import { FakeRequestTracker } from '../fake/fake-request-tracker.js';
import type { FakeRight, FakeSetup, FakeTicket, FakeUser } from '../fake/fake-state.js';
import { connect } from './connector.js';
import { inOrderOfTime, timeOf } from './seeds.js';
import { WORDS } from './words.js';

const ALL: readonly FakeRight[] = ['see', 'comments', 'create', 'modify', 'comment', 'reply', 'own'];
const QUEUES = ['General', 'Support', 'Billing', 'Network'];
const rightsOn = (names: readonly string[], rights: readonly FakeRight[]) => Object.fromEntries(names.map((name) => [name, rights]));
const person = (id: number, name: string, realName: string): FakeUser => ({ id, name, realName, email: `${name}@desk.example.org` });

/** The users, queues and fields that scripts/request-tracker/seed.pl makes. */
export const SETUP: FakeSetup = {
  users: [
    { id: 6, name: 'Nobody', realName: 'Nobody in particular', email: '' },
    { ...person(14, 'root', 'Enoch Root'), isSuperUser: true },
    { ...person(27, 'otai', 'Open Ticket AI'), seesFields: true, rights: { ...rightsOn(QUEUES, ALL), Archive: ['see'] } },
    { ...person(29, 'alice', 'Alice Agent'), rights: rightsOn([...QUEUES, 'Hidden'], [...ALL, 'delete']) },
    { ...person(31, 'bob', 'Bob Agent'), rights: rightsOn(QUEUES, ALL) },
    { ...person(33, 'viewer', 'Vera Viewer'), rights: rightsOn(QUEUES, ['see']) },
  ],
  queues: ['General', 'Support', 'Billing', 'Network', 'Archive', 'Hidden'].map((name, i) => ({ id: i + 1, name })),
  fields: [
    { id: 2, name: 'Severity', isMultiple: false, options: ['Low', 'Medium', 'High'] },
    { id: 3, name: 'Labels', isMultiple: true },
    { id: 4, name: 'AI Note', isMultiple: false },
    { id: 5, name: String.raw`It's "odd" \ {really}`, isMultiple: false },
  ],
  states: ['new', 'open', 'stalled', 'resolved', 'rejected', 'deleted'],
};

/** The token of a user. */
export function tokenOf(name: string): string {
  const id = SETUP.users.find((user) => user.name === name)?.id ?? 0;
  return `1-${id}-${'0123456789abcdef'.repeat(2)}`;
}

/** A fake with the same data as the real ones of the tests. */
export function newFake(setup: FakeSetup = SETUP): FakeRequestTracker {
  return new FakeRequestTracker(setup, Object.fromEntries(setup.users.map(({ name }) => [tokenOf(name), name])));
}

/** The fake as the contract's suite wants it. */
export async function startOnFake({ tickets = [], timeoutMs, wrongCredentials }: ContractStart): Promise<StartedHelpdesk> {
  const fake = newFake();
  const server = await FakeServer.start((request) => fake.answer(request));
  const ids = await inOrderOfTime(tickets, (ticket) => seedOne(fake, ticket, timeOf(ticket)));
  const token = wrongCredentials === true ? `1-27-${'0'.repeat(32)}` : tokenOf('otai');
  const open = () => connect(server.url, token, timeoutMs === undefined ? {} : { timeout: timeoutMs });
  const { system, log } = open();
  const opened = [system];
  const ticketOf = (id: string) => fake.state.ticket(Number(id)) as FakeTicket;
  const user = (name: string) => fake.state.user(name) as FakeUser;
  const articlesSeenBy = (name: string, id: string) =>
    fake.state.historyOf(ticketOf(id), user(name)).filter(({ parts }) => parts.length > 0);
  return {
    system,
    ids,
    server,
    secrets: [token],
    log: () => log,
    reconnect: async () => {
      opened.push(open().system);
      return opened.at(-1) as typeof system;
    },
    change: async (id, { subject, queue, priority, state }) => {
      const named = { Subject: subject, Queue: queue?.name, Priority: priority?.name, Status: state?.name };
      fake.state.now = new Date(Date.parse(fake.state.now) + 1000).toISOString().replace('.000', '');
      fake.writes.changes.apply(ticketOf(id), user('alice'), named);
    },
    remove: async (id) => fake.writes.changes.moveTo(ticketOf(id), 'alice', 'deleted'),
    merge: async (id, into) => void fake.writes.changes.apply(ticketOf(id), user('root'), { MergeInto: into }),
    readByCustomer: async (id) => articlesSeenBy('viewer', id).map(({ parts }) => parts[0]?.content ?? ''),
    storedNote: async (id) => {
      const part = articlesSeenBy('root', id).at(-1)?.parts[0];
      return { body: part?.content ?? '', isHtml: part?.contentType === 'text/html' };
    },
    stop: async () => {
      await server.stop().catch(() => undefined);
      for (const one of opened) await one.onApplicationShutdown();
    },
  };
}

function seedOne({ state, writes }: FakeRequestTracker, seed: SeedTicket, time: string): string {
  const root = state.user('root') as FakeUser;
  const customer = seed.customer_email ?? WORDS.customers[0];
  state.now = time;
  const ticket = writes.create(root, {
    Queue: seed.queue ?? WORDS.queues[0],
    Subject: seed.subject,
    Content: seed.body ?? 'a text',
    Requestor: customer,
    Status: seed.state ?? WORDS.states.open,
    Priority: seed.priority === 'High' ? 100 : 0,
    Owner: seed.owner,
    CustomFields: { ...seed.custom_fields, ...(seed.tags === undefined ? {} : { Labels: seed.tags }) },
  });
  for (const { body, by, content_type = 'text/plain', visibility } of seed.notes ?? []) {
    const isPublic = (visibility ?? (by === 'customer' ? 'public' : 'internal')) === 'public';
    const { id } = writes.say(ticket, isPublic ? 'correspond' : 'comment', root, { Content: body, ContentType: content_type });
    const written = state.transactions.find((one) => one.id === id);
    if (written !== undefined && by === 'customer') written.creator = customer;
  }
  return String(ticket.id);
}
