import {
  describeTicketSystemContract,
  type ContractStart,
  type ContractWords,
  type SeedTicket,
  type StartedHelpdesk,
} from 'open-ticket-ai/testing';
import { ZammadTicketsystemService } from '../src/index.js';
import { connect } from './fake/connect.js';
import { DESK } from './fake/desk.js';
import type { FakeState } from './fake/fake-state.js';
import { createTicket, updateTicket } from './fake/fake-writes.js';
import { FakeZammad, TOKEN, type FakeZammadOptions } from './fake/fake-zammad.js';

const WORDS: ContractWords = {
  queues: ['Support', 'Billing'],
  priorities: ['2 normal', '3 high'],
  states: { open: 'open', closed: 'closed' },
  owners: ['desk', 'night'],
  customers: ['ada@example.org', 'grace@example.org'],
  custom_field: 'colour',
};

/** Puts a ticket into the fake's database, as it would be after what the seed tells. */
function seed(state: FakeState, { subject, body = '', notes = [], ...given }: SeedTicket): string {
  const {
    queue = WORDS.queues[0],
    state: name = 'open',
    priority,
    owner,
    customer_email = 'ada@example.org',
    tags = [],
    custom_fields,
  } = given;
  const article = { body, sender: 'Customer', type: 'email', content_type: 'text/plain', internal: false };
  const people = { customer: customer_email, ...(owner === undefined ? {} : { owner }) };
  const ticket = createTicket(
    state,
    {
      title: subject,
      group: queue,
      state: name,
      priority: priority ?? WORDS.priorities[0],
      ...people,
      tags: tags.join(','),
      ...custom_fields,
      article,
    },
    DESK,
  );
  for (const { by, visibility, ...note } of notes) {
    const isInternal = (visibility ?? (by === 'customer' ? 'public' : 'internal')) === 'internal';
    updateTicket(state, ticket, { article: { ...note, sender: by === 'customer' ? 'Customer' : 'Agent', internal: isInternal } }, DESK);
  }
  const at = new Date(given.created_at ?? '2026-03-01T08:00:00Z').toISOString();
  Object.assign(ticket, { created_at: at, updated_at: at });
  return String(ticket.id);
}

function startWith(options: FakeZammadOptions) {
  return async ({ tickets = [], timeoutMs, wrongCredentials }: ContractStart): Promise<StartedHelpdesk> => {
    const { state, server } = await FakeZammad.start(options);
    const log: string[] = [];
    const token = wrongCredentials === true ? 'zmd-wrong-token-canary' : TOKEN;
    const open = () => connect(server.url, { token, ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }) }, log);
    const first = open();
    const opened = [first];
    const articlesOf = (id: string) => state.articles.filter(({ ticket_id }) => ticket_id === Number(id));
    const byHand = (id: string, body: object) => updateTicket(state, state.tickets.get(Number(id)) ?? fail(id), body as never, DESK);
    return {
      system: first,
      ids: tickets.map((ticket) => seed(state, ticket)),
      server,
      secrets: [token],
      log: () => log,
      async reconnect() {
        const again = open();
        opened.push(again);
        return again;
      },
      async change(id, { subject, queue, ...refs }) {
        const names = Object.entries({ ...refs, group: queue }).map(([name, ref]) => [name, ref?.name]);
        byHand(id, { ...Object.fromEntries(names), title: subject });
      },
      remove: async (id) => void state.tickets.delete(Number(id)),
      merge: async (id) => byHand(id, { state: 'merged' }),
      readByCustomer: async (id) =>
        articlesOf(id)
          .filter(({ internal }) => !internal)
          .map(({ body }) => body),
      async storedNote(id) {
        const { body = '', content_type } = articlesOf(id).at(-1) ?? {};
        return { body, isHtml: content_type === 'text/html' };
      },
      async stop() {
        for (const connector of opened) await connector.onApplicationShutdown();
        await server.stop().catch(() => undefined);
      },
    };
  };
}

function fail(id: string): never {
  throw new Error(`there is no ticket ${id}`);
}

const isWrite = ({ method, url }: { readonly method: string; readonly url: URL }) => method !== 'GET' && !url.pathname.endsWith('/search');

describeTicketSystemContract('otai-zammad', { type: ZammadTicketsystemService, words: WORDS, isWrite, start: startWith({}) });

describeTicketSystemContract('otai-zammad, on an older Zammad whose search gives ids, with a token that may list no groups', {
  type: ZammadTicketsystemService,
  words: WORDS,
  isWrite,
  start: startWith({ shape: 'ids', hidesGroups: true }),
  notApplicable: {
    'update.did_you_mean': 'the token may not know which groups there are',
  },
});
