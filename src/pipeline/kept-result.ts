import type { ResultData } from '../api/pipe-result.js';
import type { Ticket } from '../api/tickets/ticket.js';
import type { StepRecord } from '../journal/journal-records.js';
import { decodeResult, ticketFrom, type TicketReference } from './result-codec.js';

/** Where something stands in data: the keys on the way to it. */
type Way = readonly (string | number)[];

/** More tickets than these are put in by reading all of it again. */
const FEW = 4;

/**
 * A result that was kept, and is read once however often it is put together again: each ticket of a run that is a job of its own needs what the
 * steps before had found, and of all tickets in that its own one only. What is not replaced is the same object for all, as it is in one process.
 */
export class KeptResult {
  readonly #json: string;
  readonly #data: ResultData;
  readonly #references = new Map<string, TicketReference>();
  readonly #ways = new Map<string, Way[]>();

  constructor(json: string) {
    this.#json = json;
    const blanks = new Map<unknown, string>();
    this.#data = decodeResult(json, (reference) => {
      const [key, blank] = [keyOf(reference), ticketFrom(reference)];
      this.#references.set(key, this.#references.get(key) ?? reference);
      blanks.set(blank, key);
      return blank;
    });
    if (blanks.size > 0) this.#find(this.#data, blanks, []);
  }

  /** Of a step that ended: the same for as long as its record is kept in mind. */
  static of(record: StepRecord & { readonly result: string }): KeptResult {
    let kept = KNOWN.get(record);
    if (kept === undefined) KNOWN.set(record, (kept = new KeptResult(record.result)));
    return kept;
  }

  /** The tickets in it, each once. */
  get references(): readonly TicketReference[] {
    return [...this.#references.values()];
  }

  /** `undefined`: it is not in it. */
  reference(system: string, id: string): TicketReference | undefined {
    return this.#references.get(keyOf({ system, id }));
  }

  /** The data with these tickets, by {@link keyOf}, in place of what was left of them. */
  with(tickets: ReadonlyMap<string, Ticket>): ResultData {
    if (tickets.size > FEW) return decodeResult(this.#json, (reference) => tickets.get(keyOf(reference)) ?? ticketFrom(reference));
    let data: unknown = this.#data;
    for (const [key, ticket] of tickets) for (const way of this.#ways.get(key) ?? []) data = replaced(data, way, ticket);
    return data as ResultData;
  }

  #find(value: unknown, blanks: ReadonlyMap<unknown, string>, way: Way): void {
    if (typeof value !== 'object' || value === null || value instanceof Date) return;
    const key = blanks.get(value);
    if (key !== undefined) return this.#add(key, way);
    if (Array.isArray(value)) return value.forEach((entry, i) => this.#find(entry, blanks, [...way, i]));
    for (const [name, entry] of Object.entries(value)) this.#find(entry, blanks, [...way, name]);
  }

  #add(key: string, way: Way): void {
    const ways = this.#ways.get(key);
    if (ways === undefined) this.#ways.set(key, [way]);
    else ways.push(way);
  }
}

const KNOWN = new WeakMap<StepRecord, KeptResult>();

/** By which a ticket is told from others. */
export function keyOf({ system, id }: Pick<TicketReference, 'system' | 'id'>): string {
  return `${system}\n${id}`;
}

/** Copies what is on the way only. */
function replaced(value: unknown, way: Way, ticket: Ticket): unknown {
  const [key, ...rest] = way;
  if (key === undefined) return ticket;
  if (Array.isArray(value)) return value.with(key as number, replaced(value[key as number], rest, ticket));
  const map = value as Readonly<Record<string, unknown>>;
  return { ...map, [key]: replaced(map[key], rest, ticket) };
}
