import type { TicketFilter } from './journal.js';
import type { TicketRecord } from './journal-records.js';
import type { TicketKey } from './ticket-work.js';

interface Remembered {
  readonly record: TicketRecord;
  readonly seenAt: number;
}

/** The tickets of a journal in memory, within bounds. */
export class TicketMemory {
  /** By the time of the last change or sight, the oldest first. */
  readonly #tickets = new Map<string, Remembered>();
  /** The keys of those that are done, in the same order: they go first. */
  readonly #done = new Set<string>();
  #oldest = this.#done.values();
  /** The keys of all others: few, and often asked for. */
  readonly #undone = new Set<string>();
  /** The run that has a ticket, and what else a run has. */
  readonly #holders = new Map<string, string>();
  readonly #held = new Map<string, Set<string>>();

  constructor(private readonly capacity: number) {}

  get(key: TicketKey): TicketRecord | undefined {
    return this.#tickets.get(keyOf(key))?.record;
  }

  set(record: TicketRecord): void {
    const key = keyOf(record);
    this.#mark(this.#tickets.get(key)?.record, record);
    this.#touch(key, { record, seenAt: record.changedAt });
    if (this.#tickets.size > this.capacity) this.#evict();
  }

  /** Changes a record that is there. */
  change(key: TicketKey, change: (record: TicketRecord) => TicketRecord): void {
    const record = this.get(key);
    const changed = record === undefined ? undefined : change(record);
    if (changed !== undefined && changed !== record) this.set(changed);
  }

  /** Somebody has seen the ticket: it is not forgotten soon. */
  see(ticket: TicketKey, at: number): void {
    const key = keyOf(ticket);
    const known = this.#tickets.get(key);
    if (known !== undefined) this.#touch(key, { ...known, seenAt: at });
  }

  #touch(key: string, remembered: Remembered): void {
    this.#tickets.delete(key);
    this.#tickets.set(key, remembered);
    this.#done.delete(key);
    this.#undone.delete(key);
    (remembered.record.state === 'done' ? this.#done : this.#undone).add(key);
  }

  #mark(before: TicketRecord | undefined, record: TicketRecord): void {
    if (before?.state === 'claimed') {
      this.#holders.delete(placeOf(before));
      this.#held.get(before.runId)?.delete(keyOf(before));
      if (this.#held.get(before.runId)?.size === 0) this.#held.delete(before.runId);
    }
    if (record.state !== 'claimed') return;
    this.#holders.set(placeOf(record), record.runId);
    this.#held.set(record.runId, (this.#held.get(record.runId) ?? new Set()).add(keyOf(record)));
  }

  /** The run that has claimed a ticket, of whichever pipeline. */
  holderOf(ticket: Pick<TicketKey, 'system' | 'ticketId'>): string | undefined {
    return this.#holders.get(placeOf(ticket));
  }

  claimedBy(runId: string): readonly TicketRecord[] {
    return [...(this.#held.get(runId) ?? [])].flatMap((key) => this.#tickets.get(key)?.record ?? []);
  }

  /** Those that a run was the last to work on. */
  of(runId: string): readonly TicketRecord[] {
    return this.list({}).filter((record) => record.runId === runId);
  }

  /** The latest change first. */
  list({ pipeline, states, ticketId }: Omit<TicketFilter, 'limit'>): readonly TicketRecord[] {
    const keys = states === undefined || states.includes('done') ? this.#tickets.keys() : this.#undone;
    return [...keys]
      .flatMap((key) => this.#tickets.get(key)?.record ?? [])
      .filter((record) => (pipeline ?? record.pipeline) === record.pipeline && (ticketId ?? record.ticketId) === record.ticketId)
      .filter(({ state }) => states?.includes(state) ?? true)
      .toReversed()
      .toSorted((a, b) => b.changedAt - a.changedAt);
  }

  /** Forgets those that nobody has seen since a time, and nobody works on. */
  forget(before: number): void {
    for (const [key, { record, seenAt }] of this.#tickets) if (seenAt < before && record.state !== 'claimed') this.#delete(key);
  }

  #evict(): void {
    const done = this.#nextDone();
    if (done !== undefined) return this.#delete(done);
    for (const key of this.#undone) if (this.#tickets.get(key)?.record.state !== 'claimed') return this.#delete(key);
  }

  /** The one that is done for the longest. To begin at the front each time would go over the places of all that went before. */
  #nextDone(): string | undefined {
    const next = this.#oldest.next();
    if (next.done !== true) return next.value;
    this.#oldest = this.#done.values();
    return this.#oldest.next().value;
  }

  #delete(key: string): void {
    this.#tickets.delete(key);
    this.#done.delete(key);
    this.#undone.delete(key);
  }
}

function keyOf({ pipeline, system, ticketId }: TicketKey): string {
  return `${pipeline}\0${system}\0${ticketId}`;
}

function placeOf({ system, ticketId }: Pick<TicketKey, 'system' | 'ticketId'>): string {
  return `${system}\0${ticketId}`;
}
