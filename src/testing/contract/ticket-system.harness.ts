import type { Lacks } from '../../api/tickets/ticket-capability.js';
import type { TicketSystem } from '../../api/tickets/ticket-system.js';
import type { ContentType, TicketUpdate, Visibility } from '../../api/tickets/ticket.js';
import type { FakeRequest, FakeServer } from '../server/fake-server.js';

/** An article after the first, as a test wants to find it. */
export interface SeedNote {
  readonly body: string;
  readonly by: 'customer' | 'agent';
  /** Default `text/plain`. */
  readonly content_type?: ContentType | undefined;
  /** Default `public` by a customer, `internal` by an agent. */
  readonly visibility?: Visibility | undefined;
}

/** A ticket as a test wants to find it. Names are those of {@link ContractWords}; what is absent is up to the harness. */
export interface SeedTicket {
  readonly subject: string;
  /** The text the customer first wrote. */
  readonly body?: string | undefined;
  readonly queue?: string | undefined;
  readonly state?: string | undefined;
  readonly priority?: string | undefined;
  readonly type?: string | undefined;
  readonly owner?: string | undefined;
  readonly customer_email?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly custom_fields?: Readonly<Record<string, string>> | undefined;
  /** ISO 8601 in whole seconds; that of the last change too. Default: the same moment for all tickets of a test. */
  readonly created_at?: string | undefined;
  readonly notes?: readonly SeedNote[] | undefined;
}

/** What things are called in the helpdesk under test. All of it exists there. */
export interface ContractWords {
  /** Tickets come in in the first. */
  readonly queues: readonly [string, string];
  readonly priorities: readonly [string, string];
  readonly states: { readonly open: string; readonly closed: string };
  /** Leave it out when tickets have no type. */
  readonly types?: readonly [string, string] | undefined;
  /** Two agents, by what `PersonInput.name` takes. Leave it out when the helpdesk takes anybody. */
  readonly owners?: readonly [string, string] | undefined;
  /** The e-mail addresses of two customers. */
  readonly customers: readonly [string, string];
  /** A custom field that holds a text. */
  readonly custom_field: string;
}

/** How to start a helpdesk for one test. */
export interface ContractStart {
  readonly tickets?: readonly SeedTicket[] | undefined;
  /** How long the connector waits for an answer. Default: so long that it never matters. */
  readonly timeoutMs?: number | undefined;
  /** Connect with credentials that the helpdesk does not know. Default false. */
  readonly wrongCredentials?: boolean | undefined;
}

/** A started helpdesk with a connector on it. */
export interface StartedHelpdesk {
  /** The connector under test, opened. Between tries it does not wait. */
  readonly system: TicketSystem;
  /** The ids of the seeded tickets, in the order of the seeds. */
  readonly ids: readonly string[];
  /** What the connector talks to; absent when there is no server. */
  readonly server?: FakeServer | undefined;
  /** Everything that must not turn up in an error or a log line: passwords, tokens. */
  readonly secrets: readonly string[];
  /** Every line logged so far, debug included. */
  readonly log: () => readonly string[];
  /** Another connector on the same helpdesk, as after a restart. The first is not used any more. */
  readonly reconnect: () => Promise<TicketSystem>;
  /** A person changes a ticket, not through the connector. */
  readonly change: (id: string, update: Pick<TicketUpdate, 'queue' | 'priority' | 'state' | 'subject'>) => Promise<void>;
  /** Deletes a ticket. */
  readonly remove?: (id: string) => Promise<void>;
  /** Merges a ticket into another. */
  readonly merge?: (id: string, into: string) => Promise<void>;
  /** What the customer of a ticket can read of its articles: the bodies as they are stored. */
  readonly readByCustomer: (id: string) => Promise<readonly string[]>;
  /** The body of the last article as it is stored, and whether it is read as HTML. */
  readonly storedNote: (id: string) => Promise<{ readonly body: string; readonly isHtml: boolean }>;
  readonly stop: () => Promise<void>;
}

/** What a connector gives the contract suite. */
export interface TicketSystemHarness {
  /** The connector's class: what it lacks is then tested to be refused. */
  readonly type: { readonly lacks: Lacks };
  readonly words: ContractWords;
  /** Behaviours (or whole groups) that make no sense for this helpdesk, with the reason; both are in the report of the tests. */
  readonly notApplicable?: Readonly<Record<string, string>> | undefined;
  /** Tells the requests that write from those that read. Default: everything but GET writes. */
  readonly isWrite?: ((request: FakeRequest) => boolean) | undefined;
  /** Starts a helpdesk of its own for one test. */
  readonly start: (options: ContractStart) => Promise<StartedHelpdesk>;
}
