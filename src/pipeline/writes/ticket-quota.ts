import type { Journal } from '../../journal/journal.js';
import { TicketWriteLoopError } from './write-loop.error.js';

const HOUR = 3_600_000;

/** So many tickets are kept in mind at least, and twice as many at most. Of the others the journal knows. */
const KEPT_TICKETS = 5000;

/** A ticket that a pipeline writes to. */
export interface WrittenTicket {
  readonly pipeline: string;
  readonly system: string;
  readonly ticketId: string;
}

/** How many writes a pipeline may make to one ticket within an hour, and when it is asked. */
export interface TicketQuotaRequest {
  readonly limit: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly journal: Journal;
}

/**
 * How often each ticket was written within the last hour, by each pipeline: in this process, and before it began as the journal has it.
 */
export class TicketQuota {
  /** When the latest writes were made, by ticket. */
  #writes = new Map<string, number[]>();
  /** The same of tickets that were not written lately: forgotten all together, since a map that loses its first entries one by one is slow. */
  #earlier = new Map<string, number[]>();

  /**
   * Lets a write to a ticket through, and counts it. Gives a promise only where the journal has to be asked.
   *
   * @throws TicketWriteLoopError (where the journal was asked: as a rejection)
   */
  admit(ticket: WrittenTicket, request: TicketQuotaRequest): void | Promise<void> {
    const key = keyOf(ticket);
    const { limit, now, journal } = request;
    const times = recent(this.#writes.get(key) ?? this.#earlier.get(key), now);
    if (times !== undefined && times.length < limit) return this.#count(key, times, now);
    if (journal.durable) return this.#ask(key, ticket, request);
    if (times !== undefined) throw loop(ticket, limit);
    this.#count(key, [], now);
  }

  /** Takes back the count of a write that came to nothing. */
  discount(ticket: WrittenTicket): void {
    const key = keyOf(ticket);
    (this.#writes.get(key) ?? this.#earlier.get(key))?.pop();
  }

  /** Writes of an hour ago may be forgotten by now, and other processes write too: the journal knows. */
  async #ask(key: string, ticket: WrittenTicket, { limit, now, journal }: TicketQuotaRequest): Promise<void> {
    const count = await journal.countWrites(ticket, now - HOUR);
    if (count >= limit) throw loop(ticket, limit);
    this.#count(key, Array<number>(count).fill(now), now);
  }

  #count(key: string, times: number[], now: number): void {
    times.push(now);
    this.#writes.set(key, times);
    if (this.#writes.size < KEPT_TICKETS) return;
    this.#earlier = this.#writes;
    this.#writes = new Map();
  }
}

function keyOf({ pipeline, system, ticketId }: WrittenTicket): string {
  return `${pipeline}\n${system}\n${ticketId}`;
}

/** Those of the last hour; none of a clock that has been set back since. */
function recent(times: number[] | undefined, now: number): number[] | undefined {
  if (times === undefined || ((times[0] ?? now) + HOUR > now && (times.at(-1) ?? now) <= now)) return times;
  return times.filter((time) => time + HOUR > now && time <= now);
}

function loop({ pipeline, system, ticketId }: WrittenTicket, limit: number): TicketWriteLoopError {
  return new TicketWriteLoopError(pipeline, system, ticketId, limit);
}
