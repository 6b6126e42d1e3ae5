import type { Agent, Catalog, Customer } from './catalog.js';
import type { FakeArticle, FakeTicket } from './fake-ticket.js';
import { text } from './text.js';

/** How to make a ticket without asking the interface to. Names must be in the catalogue. */
export interface TicketSpec {
  readonly id?: number;
  readonly number?: string;
  readonly title: string;
  readonly queue: string;
  readonly state?: string;
  readonly priority?: string;
  readonly type?: string;
  readonly owner?: string;
  readonly customer?: string | null;
  readonly created?: string;
  readonly changed?: string;
  readonly dynamicFields?: Readonly<Record<string, unknown>>;
}

/** An article to put in; what it does not say is as it mostly is. */
export type NewArticle = Partial<Omit<FakeArticle, 'fields'>> & { readonly fields: Readonly<Record<string, unknown>> };

/** The state of an installation: its catalogue, its tickets, its clock. */
export class World {
  readonly tickets = new Map<number, FakeTicket>();
  readonly sessions = new Set<string>();
  /** What TicketHistoryGet tells of a ticket. Nothing adds to it. */
  readonly history = new Map<string, readonly unknown[]>();
  /** What the clock of the server shows now, milliseconds as if its zone were UTC; `undefined`: the time itself. */
  frozenAt: number | undefined;
  /** How far the server's zone is from UTC, milliseconds. */
  zoneOffset = 0;
  nextTicket = 1;
  nextArticle = 1;

  constructor(readonly catalog: Catalog) {}

  /** Milliseconds since 1970. */
  now(): number {
    return this.frozenAt ?? Date.now();
  }

  /** The time on the server's wall. */
  wall(moment = this.now()): string {
    return new Date(moment + this.zoneOffset).toISOString().slice(0, 19).replace('T', ' ');
  }

  /** A time on the wall in seconds since 1970. */
  private seconds(wall: string): number {
    return Math.floor((Date.parse(`${wall.replace(' ', 'T')}Z`) - this.zoneOffset) / 1000);
  }

  /** Puts a ticket in, without an article. */
  addTicket(spec: TicketSpec): FakeTicket {
    const id = spec.id ?? this.nextTicket;
    this.nextTicket = Math.max(this.nextTicket, id + 1);
    const created = spec.created ?? this.wall();
    const fields = {
      TicketID: id,
      TicketNumber: spec.number ?? `2026112210${text(id * 10).padStart(6, '0')}`,
      Title: spec.title,
      Created: created,
      Changed: spec.changed ?? created,
      ...this.queueFields(spec.queue),
      ...this.stateFields(spec.state ?? 'new'),
      ...this.namedFields('Priority', this.catalog.priorities, spec.priority ?? '3 normal'),
      ...this.namedFields('Type', this.catalog.types, spec.type ?? this.catalog.types[0]?.name ?? ''),
      ...this.namedFields('Owner', this.catalog.agents, spec.owner ?? 'root@localhost'),
      ...this.namedFields('Responsible', this.catalog.agents, 'root@localhost'),
      ...this.customerFields(spec.customer ?? null),
      ...CONSTANT,
    };
    const dynamicFields = Object.fromEntries(this.catalog.dynamicFields.map(({ name }) => [name, spec.dynamicFields?.[name] ?? null]));
    const ticket: FakeTicket = { fields, dynamicFields, articles: [] };
    this.tickets.set(id, ticket);
    return ticket;
  }

  /** Puts an article at the end of a ticket. */
  addArticle(ticket: FakeTicket, given: NewArticle): FakeArticle {
    const id = Number(given.fields['ArticleID'] ?? this.nextArticle);
    this.nextArticle = Math.max(this.nextArticle, id + 1);
    const time = text(given.fields['CreateTime'] ?? this.wall());
    const known = { ...ARTICLE, ChangeTime: time, IncomingTime: this.seconds(time), TicketID: ticket.fields.TicketID, ...given.fields };
    const fields = { ...known, ArticleID: id, CreateTime: time, Body: text(given.fields['Body']) };
    const article = { attachments: [], isMail: false, ...given, fields };
    ticket.articles.push(article);
    return article;
  }

  touch(ticket: FakeTicket, byAgent: number): void {
    Object.assign(ticket.fields, { Changed: this.wall(), ChangeBy: byAgent });
  }

  customer(login: string): Customer | undefined {
    return this.catalog.customers.find((customer) => customer.login === login);
  }

  agent(login: unknown): Agent | undefined {
    return this.catalog.agents.find(({ name }) => name === login);
  }

  queueFields(name: string): Record<string, unknown> {
    const queue = this.catalog.queues.find((entry) => entry.name === name);
    if (queue === undefined) throw new Error(`the fake has no queue "${name}"`);
    return { Queue: queue.name, QueueID: queue.id, GroupID: queue.group };
  }

  stateFields(name: string): Record<string, unknown> {
    const state = this.catalog.states.find((entry) => entry.name === name);
    if (state === undefined) throw new Error(`the fake has no state "${name}"`);
    return { State: state.name, StateID: state.id, StateType: state.type };
  }

  namedFields(field: string, entries: readonly { readonly id: number; readonly name: string }[], name: string): Record<string, unknown> {
    const entry = entries.find((one) => one.name === name);
    if (entry === undefined) throw new Error(`the fake has no ${field} "${name}"`);
    return { [field]: entry.name, [`${field}ID`]: entry.id };
  }

  customerFields(login: string | null): Record<string, unknown> {
    return { CustomerUserID: login, CustomerID: login === null ? null : (this.customer(login)?.company ?? login) };
  }
}

const CONSTANT = {
  Lock: 'unlock',
  LockID: 1,
  SLAID: '',
  ServiceID: '',
  ArchiveFlag: 'n',
  CreateBy: 6,
  ChangeBy: 6,
  UnlockTimeout: 0,
  RealTillTimeNotUsed: 0,
  UntilTime: 0,
  EscalationTime: 0,
  EscalationUpdateTime: 0,
  EscalationResponseTime: 0,
  EscalationSolutionTime: 0,
};

const ARTICLE = {
  Subject: '',
  From: '',
  To: '',
  Cc: '',
  Bcc: '',
  ReplyTo: '',
  MessageID: '',
  InReplyTo: '',
  References: '',
  ContentType: 'text/plain; charset=utf-8',
  ContentCharset: 'utf-8',
  Charset: 'utf-8',
  MimeType: 'text/plain',
  SenderType: 'agent',
  SenderTypeID: '1',
  CommunicationChannelID: 3,
  IsVisibleForCustomer: 1,
  CreateBy: 6,
  ChangeBy: 6,
  IsDeleted: 0,
  IsEdited: 0,
};
