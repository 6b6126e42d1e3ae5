import type { ResultData } from '../api/pipe-result.js';
import type { Note, Ticket } from '../api/tickets/ticket.js';
import type { SeenValues } from './run-values.js';

/** What the journal keeps of a ticket in a result: where it is, and what it says beside texts and people. */
export interface TicketReference {
  readonly system: string;
  readonly id: string;
  /** Queue, priority, state, type, tags and times as they were; with texts kept, all of the ticket. */
  readonly snapshot: Partial<Ticket>;
}

/** What may be kept. */
export interface KeepRules {
  readonly seen: SeenValues;
  /** Whether texts of tickets may be kept. */
  readonly storesTexts: boolean;
}

/** A text that is longer than this may well be that of a ticket, if only in part. */
const LONGEST_TEXT = 256;
/** What is larger than this, in characters, is had again rather than kept. */
const LARGEST = 262_144;
const SNAPSHOT = ['queue', 'priority', 'state', 'type', 'tags', 'created_at', 'updated_at'] as const;
/** Keys by which what is no plain value is known again. */
const MARK = { ticket: '$ticket', note: '$note', date: '$date', plain: '$plain' } as const;

/** Thrown inside when something must not, or cannot, be kept. */
const WITHHELD = Symbol('withheld');

/** The data of a result as JSON, tickets as references; `undefined` when there is something in it that must not, or cannot, be kept. */
export function encodeResult(data: ResultData, rules: KeepRules): string | undefined {
  try {
    const json = JSON.stringify(encode(data, rules));
    return json.length > LARGEST ? undefined : json;
  } catch (error) {
    if (error === WITHHELD || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The tickets that a kept result refers to. */
export function referencesIn(json: string): readonly TicketReference[] {
  const found: TicketReference[] = [];
  // Not any `$ticket`: a result may bring one of its own.
  decodeResult(json, (reference) => {
    found.push(reference);
    return ticketFrom(reference);
  });
  return found;
}

/** The data again. `ticketOf` gives the ticket for a reference. */
export function decodeResult(json: string, ticketOf: (reference: TicketReference) => Ticket): ResultData {
  return decode(JSON.parse(json), ticketOf) as ResultData;
}

/** What is left of a ticket in its reference: it stands for one that nobody can, or needs to, read. */
export function ticketFrom({ id, snapshot }: TicketReference): Ticket {
  const blank = { queue: null, priority: null, state: null, type: null, owner: null, customer: null, created_at: null, updated_at: null };
  return { ...blank, subject: '', body: '', tags: [], custom_fields: {}, notes: [], raw: null, ...snapshot, id };
}

function encode(value: unknown, rules: KeepRules): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return encodeText(value, rules);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'object' || (!rules.storesTexts && rules.seen.isHidden(value))) throw WITHHELD;
  if (Array.isArray(value)) return value.map((entry) => encode(entry ?? null, rules));
  if (value instanceof Date) return { [MARK.date]: value.toISOString() };
  const origin = rules.seen.originOf(value);
  if (origin !== undefined) return { [MARK.ticket]: referenceTo(value as Ticket, origin.systemId, rules) };
  if (rules.seen.isNote(value)) return { [MARK.note]: noteReference(value as Note, rules) };
  return encodeMap(value, rules);
}

function encodeText(text: string, { seen, storesTexts }: KeepRules): string {
  if (!storesTexts && (text.length > LONGEST_TEXT || seen.isTicketText(text))) throw WITHHELD;
  return text;
}

function encodeMap(value: object, rules: KeepRules): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw WITHHELD;
  const entries = Object.entries(value).flatMap(([key, entry]) => (entry === undefined ? [] : [[key, encode(entry, rules)] as const]));
  const map = Object.fromEntries(entries);
  return entries.some(([key]) => key.startsWith('$')) ? { [MARK.plain]: map } : map;
}

function referenceTo(ticket: Ticket, system: string, { storesTexts }: KeepRules): TicketReference {
  const { raw: _raw, ...whole } = ticket;
  const snapshot = storesTexts ? whole : Object.fromEntries(SNAPSHOT.map((name) => [name, ticket[name]]));
  return { system, id: ticket.id, snapshot };
}

function noteReference(note: Note, { storesTexts }: KeepRules): Partial<Note> {
  const { id, content_type, visibility, author_role, created_at } = note;
  return storesTexts ? note : { id, content_type, visibility, author_role, created_at };
}

function decode(value: unknown, ticketOf: (reference: TicketReference) => Ticket): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => decode(entry, ticketOf));
  const map = value as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(map, MARK.ticket)) return ticketOf(map[MARK.ticket] as TicketReference);
  if (Object.hasOwn(map, MARK.note)) return { subject: null, body: '', author: null, ...(map[MARK.note] as Partial<Note>) };
  if (Object.hasOwn(map, MARK.date)) return new Date(String(map[MARK.date]));
  const plain = Object.hasOwn(map, MARK.plain) ? (map[MARK.plain] as typeof map) : map;
  return Object.fromEntries(Object.entries(plain).map(([key, entry]) => [key, decode(entry, ticketOf)]));
}
