import { Logger, type LoggerService } from '@nestjs/common';
import { Secret, ServiceContext, type TicketUpdate } from 'open-ticket-ai';
import {
  FakeServer,
  type ContractStart,
  type ContractWords,
  type FakeRequest,
  type SeedNote,
  type SeedTicket,
  type StartedHelpdesk,
} from 'open-ticket-ai/testing';
import { OtoboZnunyParams } from '../src/otobo-znuny.params.js';
import { OTOBOZnunyTicketSystemService } from '../src/otobo-znuny-ticket-system.service.js';
import { recordedCatalog, type Catalog } from './fake/catalog.js';
import { FakeOtobo } from './fake/fake-otobo.js';
import type { FakeTicket } from './fake/fake-ticket.js';

export const PASSWORD = 'swordfish & ~ "quoted"';

/** Queues and states of every installation: what the connector proposes before it has seen any other. */
export const WORDS: ContractWords = {
  queues: ['Postmaster', 'Misc'],
  priorities: ['3 normal', '4 high'],
  states: { open: 'open', closed: 'closed successful' },
  types: ['Incident', 'Question'],
  owners: ['anna_agent', 'open_ticket_ai'],
  customers: ['ada@acme.example', 'grace+desk@acme.example'],
  custom_field: 'OtaiNote',
};

/** A connector on a fake, and all that a test wants to look at. */
export interface StartedOtobo extends StartedHelpdesk {
  readonly system: OTOBOZnunyTicketSystemService;
  readonly server: FakeServer;
  readonly otobo: FakeOtobo;
}

/** What a test wants otherwise than the contract. */
export interface OtoboStart extends ContractStart {
  readonly params?: Partial<OtoboZnunyParams> | undefined;
  readonly otobo?: FakeOtobo | undefined;
  /** Where the generic interface is. */
  readonly path?: string | undefined;
}

/** A catalogue with two types, and the password of the tests. */
export function testCatalog(): Catalog {
  const catalog = recordedCatalog();
  catalog.types.push({ id: 2, name: 'Incident' }, { id: 3, name: 'Question' });
  for (const [i, agent] of catalog.agents.entries()) catalog.agents[i] = { ...agent, password: PASSWORD };
  return catalog;
}

export async function startOtobo(options: OtoboStart = {}): Promise<StartedOtobo> {
  const otobo = options.otobo ?? new FakeOtobo(testCatalog());
  const server = await FakeServer.start(otobo.handle);
  const lines: string[] = [];
  const connect = (): OTOBOZnunyTicketSystemService => new OTOBOZnunyTicketSystemService(paramsOf(server, options), contextOf(lines));
  const system = connect();
  const systems = [system];
  const ids = (options.tickets ?? []).map((seed) => String(seedTicket(otobo, seed).fields.TicketID));
  const ticket = (id: string): FakeTicket => {
    const found = otobo.world.tickets.get(Number(id));
    if (found === undefined) throw new Error(`there is no ticket ${id}`);
    return found;
  };
  return {
    system,
    ids,
    server,
    otobo,
    secrets: [PASSWORD, 'wrong password'],
    log: () => lines,
    reconnect: async () => {
      const another = connect();
      systems.push(another);
      return another;
    },
    change: async (id, change) => changeByHand(otobo, ticket(id), change),
    remove: async (id) => void (ticket(id).deleted = true),
    merge: async (id) => void Object.assign(ticket(id).fields, otobo.world.stateFields('merged')),
    readByCustomer: async (id) =>
      ticket(id)
        .articles.filter(({ fields }) => fields['IsVisibleForCustomer'] === 1)
        .map(({ fields, html }) => html ?? fields.Body),
    storedNote: async (id) => {
      const last = ticket(id).articles.at(-1);
      return { body: last?.html ?? last?.fields.Body ?? '', isHtml: last?.html !== undefined };
    },
    stop: async () => {
      await server.stop();
      await Promise.all(systems.map((each) => each.onApplicationShutdown()));
    },
  };
}

/** Tells the requests that write from those that read: all of them are POST or PUT. */
export function isWrite({ url }: FakeRequest): boolean {
  return /\/ticket-(update|create)$/.test(url.pathname);
}

function paramsOf(
  server: FakeServer,
  { timeoutMs = 60_000, wrongCredentials = false, params = {}, path = '/otobo/nph-genericinterface.pl' }: OtoboStart,
): OtoboZnunyParams {
  return Object.assign(new OtoboZnunyParams(), {
    base_url: `${server.url}${path}`,
    password: new Secret(wrongCredentials ? 'wrong password' : PASSWORD),
    timeout: timeoutMs,
    // No test waits between two tries.
    max_wait: 0,
    ...params,
  });
}

function contextOf(lines: string[]): ServiceContext {
  const write = (...parts: readonly unknown[]): void => void lines.push(parts.map(String).join(' '));
  const logger: LoggerService = Object.assign(new Logger('otobo'), { log: write, error: write, warn: write, debug: write, verbose: write });
  return new ServiceContext('otobo', {}, logger, process.cwd());
}

function seedTicket(otobo: FakeOtobo, seed: SeedTicket): FakeTicket {
  const created = (seed.created_at ?? '2026-03-01T08:00:00Z').slice(0, 19).replace('T', ' ');
  const { world } = otobo;
  const ticket = world.addTicket({
    title: seed.subject,
    queue: seed.queue ?? WORDS.queues[0],
    state: seed.state ?? WORDS.states.open,
    priority: seed.priority ?? WORDS.priorities[0],
    ...(seed.type === undefined ? {} : { type: seed.type }),
    ...(seed.owner === undefined ? {} : { owner: seed.owner }),
    customer: seed.customer_email ?? WORDS.customers[0],
    created,
    dynamicFields: seed.custom_fields ?? {},
  });
  const from = seed.customer_email ?? WORDS.customers[0];
  const first = { by: 'customer', body: seed.body ?? 'Please help' } as const;
  for (const note of [first, ...(seed.notes ?? [])]) seedArticle(otobo, ticket, note, created, from);
  return ticket;
}

function seedArticle({ world }: FakeOtobo, ticket: FakeTicket, note: SeedNote, created: string, from: string): void {
  const isCustomer = note.by === 'customer';
  world.addArticle(ticket, {
    fields: {
      Subject: ticket.fields.Title,
      Body: note.body,
      CreateTime: created,
      From: isCustomer ? from : 'Anna Agent',
      SenderType: note.by,
      SenderTypeID: isCustomer ? '3' : '1',
      IsVisibleForCustomer: (note.visibility ?? (isCustomer ? 'public' : 'internal')) === 'public' ? 1 : 0,
    },
  });
}

function changeByHand(
  { world }: FakeOtobo,
  ticket: FakeTicket,
  { queue, priority, state, subject }: Pick<TicketUpdate, 'queue' | 'priority' | 'state' | 'subject'>,
): void {
  Object.assign(
    ticket.fields,
    queue?.name === undefined ? {} : world.queueFields(queue.name),
    priority?.name === undefined ? {} : world.namedFields('Priority', world.catalog.priorities, priority.name),
    state?.name === undefined ? {} : world.stateFields(state.name),
    subject === undefined ? {} : { Title: subject },
  );
  world.touch(ticket, 4);
}
