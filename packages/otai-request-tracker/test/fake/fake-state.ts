/** A right that counts in the fake. */
export type FakeRight = 'see' | 'comments' | 'create' | 'modify' | 'comment' | 'reply' | 'own' | 'delete';

export interface FakeUser {
  readonly id: number;
  readonly name: string;
  readonly realName: string;
  readonly email: string;
  readonly isSuperUser?: boolean;
  /** Whether definitions of custom fields can be seen. */
  readonly seesFields?: boolean;
  /** By the name of the queue. */
  readonly rights?: Readonly<Record<string, readonly FakeRight[]>>;
  /** Hours before UTC. Default 0. */
  readonly offset?: number;
}

export interface FakeQueue {
  readonly id: number;
  readonly name: string;
}

export interface FakeField {
  readonly id: number;
  readonly name: string;
  readonly isMultiple: boolean;
  /** Of a Select list. */
  readonly options?: readonly string[];
}

export interface FakePart {
  readonly contentType: string;
  readonly content: string;
  readonly filename?: string;
  readonly subject?: string;
}

export interface FakeTransaction {
  readonly id: number;
  readonly ticket: number;
  readonly type: string;
  creator: string;
  readonly created: string;
  readonly field: string;
  readonly oldValue: string;
  readonly newValue: string;
  readonly parts: readonly (FakePart & { readonly id: number })[];
}

export interface FakeTicket {
  readonly id: number;
  /** That of the ticket it was merged into, else its own. */
  effectiveId: number;
  subject: string;
  status: string;
  queue: number;
  owner: string;
  priority: number;
  requestors: string[];
  readonly cc: readonly string[];
  /** Values by the number of the field. */
  readonly fields: Map<number, readonly (string | null)[]>;
  readonly creator: string;
  created: string;
  lastUpdated: string;
  lastUpdatedBy: string;
  started: string | null;
  resolved: string | null;
  told: string | null;
  due: string | null;
}

/** What there is besides tickets. */
export interface FakeSetup {
  readonly users: readonly FakeUser[];
  readonly queues: readonly FakeQueue[];
  readonly fields: readonly FakeField[];
  readonly states: readonly string[];
}

/** What a Request Tracker remembers. */
export class FakeState {
  readonly tickets: FakeTicket[] = [];
  readonly transactions: FakeTransaction[] = [];
  readonly users: FakeUser[];
  /** What the clock shows, ISO 8601. */
  now = '2026-11-22T21:09:11Z';
  private attachments = 0;

  constructor(readonly setup: FakeSetup) {
    this.users = [...setup.users];
  }

  /** The ticket an id leads to: that which another was merged into. */
  ticket(id: number): FakeTicket | undefined {
    const own = this.tickets.find((ticket) => ticket.id === id);
    return own === undefined || own.effectiveId === id ? own : this.ticket(own.effectiveId);
  }

  queue(key: unknown): FakeQueue | undefined {
    return this.setup.queues.find(({ id, name }) => String(id) === String(key) || name.toLowerCase() === String(key).toLowerCase());
  }

  field(key: string): FakeField | undefined {
    return this.setup.fields.find(({ id, name }) => String(id) === key || name.toLowerCase() === key.toLowerCase());
  }

  user(name: string): FakeUser | undefined {
    return this.users.find((user) => user.name.toLowerCase() === name.toLowerCase());
  }

  /** The user of an address; makes one, as Request Tracker does. */
  userOfAddress(address: string): FakeUser {
    const known = this.users.find((user) => user.email.toLowerCase() === address.toLowerCase()) ?? this.user(address);
    if (known !== undefined) return known;
    const made = { id: 50 + this.users.length, name: address, realName: '', email: address };
    this.users.push(made);
    return made;
  }

  can(user: FakeUser, right: FakeRight, queue: number): boolean {
    if (user.isSuperUser === true) return true;
    return user.rights?.[this.queue(queue)?.name ?? '']?.includes(right) ?? false;
  }

  /** Writes down what happened to a ticket. */
  record(
    ticket: FakeTicket,
    type: string,
    by: string,
    what: { field?: string; oldValue?: string; newValue?: string; parts?: readonly FakePart[] } = {},
  ) {
    const { field = '', oldValue = '', newValue = '', parts = [] } = what;
    const id = (this.transactions.at(-1)?.id ?? 55) + 1;
    const own = parts.map((part) => ({ ...part, id: (this.attachments += 1) }));
    const made: FakeTransaction = { id, ticket: ticket.id, type, creator: by, created: this.now, field, oldValue, newValue, parts: own };
    this.transactions.push(made);
    if (type !== 'EmailRecord') ticket.lastUpdated = this.now;
    if (by !== 'RT_System') ticket.lastUpdatedBy = by;
    return made;
  }

  /** What a user may see of a ticket's history, with that of tickets merged into it. */
  historyOf(ticket: FakeTicket, user: FakeUser): readonly FakeTransaction[] {
    if (!this.can(user, 'see', ticket.queue)) return [];
    const ids = new Set(this.tickets.filter(({ effectiveId }) => effectiveId === ticket.id).map(({ id }) => id));
    const seesComments = this.can(user, 'comments', ticket.queue);
    return this.transactions.filter(({ ticket: id, type }) => ids.has(id) && (seesComments || type !== 'Comment'));
  }
}
