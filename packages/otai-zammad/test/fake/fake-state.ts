/** A ticket as the fake's database holds it. */
export interface FakeTicket {
  id: number;
  number: string;
  title: string;
  group_id: number;
  state_id: number;
  priority_id: number;
  owner_id: number;
  customer_id: number;
  created_at: string;
  updated_at: string;
  updated_by_id: number;
  pending_time: string | null;
  [attribute: string]: unknown;
}

export interface FakeArticle {
  id: number;
  ticket_id: number;
  subject: string | null;
  body: string;
  content_type: string;
  type: string;
  sender: string;
  internal: boolean;
  created_by_id: number;
  created_at: string;
}

export interface FakeUser {
  id: number;
  login: string;
  email: string;
  isAgent: boolean;
}

export interface Named {
  readonly id: number;
  readonly name: string;
}

export const AGENT_ID = 3;

/** What a fake Zammad holds. */
export class FakeState {
  readonly groups: readonly Named[] = ['Users', 'Support', 'Billing'].map((name, i) => ({ id: i + 1, name }));
  readonly states: readonly Named[] = ['new', 'open', 'pending reminder', 'closed', 'merged'].map((name, i) => ({ id: i + 1, name }));
  readonly priorities: readonly Named[] = ['1 low', '2 normal', '3 high'].map((name, i) => ({ id: i + 1, name }));
  readonly users: FakeUser[] = [
    { id: 1, login: '-', email: '', isAgent: true },
    { id: AGENT_ID, login: 'ai-agent', email: 'ai@desk.example.org', isAgent: true },
    { id: 4, login: 'desk', email: 'desk@desk.example.org', isAgent: true },
    { id: 5, login: 'night', email: 'night@desk.example.org', isAgent: true },
    { id: 6, login: 'ada@example.org', email: 'ada@example.org', isAgent: false },
    { id: 7, login: 'grace@example.org', email: 'grace@example.org', isAgent: false },
  ];
  readonly tickets = new Map<number, FakeTicket>();
  readonly articles: FakeArticle[] = [];
  readonly tags = new Map<number, Set<string>>();
  /** The custom attributes of tickets. */
  readonly attributes: readonly string[] = ['colour'];
  #tick = 0;

  /** The time, later at each look. */
  now(): string {
    this.#tick += 1;
    return new Date(Date.now() + this.#tick).toISOString();
  }

  nextId(of: 'ticket' | 'article'): number {
    return (of === 'ticket' ? Math.max(0, ...this.tickets.keys()) : Math.max(0, ...this.articles.map(({ id }) => id))) + 1;
  }

  user(id: number): FakeUser | undefined {
    return this.users.find((user) => user.id === id);
  }

  /** A ticket changes whenever something of it does. */
  touch(id: number, by: number): void {
    const ticket = this.tickets.get(id);
    if (ticket === undefined) return;
    ticket.updated_at = this.now();
    ticket.updated_by_id = by;
  }
}
