/**
 * The unified ticket. Names are snake_case because templates and YAML read and write them under the same names.
 * What a helpdesk does not have is `null` (or an empty list), never missing: a template sees `none`.
 */
export interface Ticket {
  readonly id: string;
  readonly subject: string;
  /** The text the customer first wrote, as plain text. */
  readonly body: string;
  readonly queue: EntityRef | null;
  readonly priority: EntityRef | null;
  readonly state: EntityRef | null;
  readonly type: EntityRef | null;
  readonly owner: Person | null;
  readonly customer: Person | null;
  readonly tags: readonly string[];
  readonly custom_fields: Readonly<Record<string, unknown>>;
  /** All articles after the first, oldest first. */
  readonly notes: readonly Note[];
  /** ISO 8601, UTC. */
  readonly created_at: string | null;
  /** ISO 8601, UTC. */
  readonly updated_at: string | null;
  /** What the helpdesk itself answered, for what the unified ticket lacks. */
  readonly raw: unknown;
}

/** Something the helpdesk knows by id and name: a queue, a priority, a state, a type. */
export interface EntityRef {
  readonly id: string | null;
  readonly name: string | null;
}

/** An agent or a customer. */
export interface Person {
  readonly id: string | null;
  readonly name: string | null;
  readonly email: string | null;
}

/** Who may read a note. `internal` (agents only) is the default everywhere. */
export const VISIBILITIES = ['internal', 'public'] as const;
/** One of {@link VISIBILITIES}. */
export type Visibility = (typeof VISIBILITIES)[number];

/** How the body of a note is to be read. */
export const CONTENT_TYPES = ['text/plain', 'text/html'] as const;
/** One of {@link CONTENT_TYPES}. */
export type ContentType = (typeof CONTENT_TYPES)[number];

/** In which role somebody wrote a note. */
export type AuthorRole = 'customer' | 'agent' | 'system';

/** A note as it stands in the helpdesk. */
export interface Note {
  readonly id: string | null;
  readonly subject: string | null;
  readonly body: string;
  readonly content_type: ContentType;
  readonly visibility: Visibility;
  readonly author_role: AuthorRole;
  readonly author: Person | null;
  /** ISO 8601, UTC. */
  readonly created_at: string | null;
}

/** A note to be written. */
export interface NewNote {
  readonly subject?: string | undefined;
  readonly body: string;
  /** Default `text/plain`. */
  readonly content_type?: ContentType | undefined;
  /** Default `internal`: the customer does not see it. */
  readonly visibility?: Visibility | undefined;
}

/** A reference in a search or an update: by id or by name; by id when both are given. */
export interface EntityRefInput {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

/** A person in a search or an update: the first that is given of id, email, name. */
export interface PersonInput {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

/** What an update changes. A key that is absent or `undefined` stays as it is. */
export interface TicketUpdate {
  readonly subject?: string | undefined;
  readonly body?: string | undefined;
  readonly queue?: EntityRefInput | undefined;
  readonly priority?: EntityRefInput | undefined;
  readonly state?: EntityRefInput | undefined;
  readonly type?: EntityRefInput | undefined;
  readonly owner?: PersonInput | undefined;
  readonly customer?: PersonInput | undefined;
  /** Replaces all tags. */
  readonly tags?: readonly string[] | undefined;
  readonly add_tags?: readonly string[] | undefined;
  readonly remove_tags?: readonly string[] | undefined;
  /** Merged by key into the ticket's custom fields. */
  readonly custom_fields?: Readonly<Record<string, unknown>> | undefined;
  /** Written together with the update, in one write where the helpdesk can. */
  readonly note?: NewNote | undefined;
}

/** A ticket to be created. */
export interface NewTicket extends Omit<TicketUpdate, 'add_tags' | 'remove_tags' | 'subject' | 'body'> {
  readonly subject: string;
  readonly body: string;
}

/** Which tickets to find. All given criteria must hold. */
export interface TicketSearchCriteria {
  readonly queue?: EntityRefInput | undefined;
  readonly state?: EntityRefInput | undefined;
  readonly type?: EntityRefInput | undefined;
  readonly priority?: EntityRefInput | undefined;
  readonly owner?: PersonInput | undefined;
  readonly customer?: PersonInput | undefined;
  /** The ticket must have all of them. */
  readonly tags?: readonly string[] | undefined;
  /** The ticket must have none of them. A pipeline that tags what it has done finds what is left to do. */
  readonly without_tags?: readonly string[] | undefined;
  /** By name, with the value each must have; `null`: the field must be empty. A pipeline that fills a field finds what is left to do. */
  readonly custom_fields?: Readonly<Record<string, unknown>> | undefined;
  /** ISO 8601; inclusive. */
  readonly created_since?: string | undefined;
  /** ISO 8601; inclusive. */
  readonly updated_since?: string | undefined;
  /** Default `oldest_first`, so that no ticket starves. */
  readonly order?: 'oldest_first' | 'newest_first' | undefined;
  /** The most tickets of one page. The default is the helpdesk's own. */
  readonly limit?: number | undefined;
  /** How many tickets to leave out at the front. Prefer `cursor`: an offset shifts while tickets change. */
  readonly offset?: number | undefined;
  /** Where the page before ended: {@link TicketPage.next_cursor}. */
  readonly cursor?: string | undefined;
}

/**
 * One page of found tickets, in the order of their creation; those of the same time in the order of their ids.
 *
 * Whoever follows the cursors sees each ticket that matched all the time exactly once, whatever happens to others meanwhile.
 * A page may have fewer tickets than the limit, even none, and still not be the last.
 */
export interface TicketPage {
  readonly tickets: readonly Ticket[];
  /** A text for the next search with the same criteria, which another process may make; `null` when there is no more. */
  readonly next_cursor: string | null;
}
