import type { TicketFilter } from './journal.js';
import type { TicketRecord } from './journal-records.js';
import type { TicketKey } from './ticket-work.js';

interface Remembered {
  readonly record: TicketRecord;
  seenAt: number;
}

/**
 * The tickets of a journal in memory, within bounds.
 *
 * Those that are done are kept in two generations: when the younger is full, the older is let go as a whole, without those that were seen again.
 * To let them go one by one would cost each run more than all else that is remembered of it.
 */
export class TicketMemory {
  #young = new Map<string, Remembered>();
  #old = new Map<string, Remembered>();
  /** All that are not done: few, and often asked for. One that is here is not looked for among the others. */
  readonly #undone = new Map<string, Remembered>();
  /** The run that has a ticket, and what else a run has. */
  readonly #holders = new Map<string, string>();
  readonly #held = new Map<string, Set<string>>();

  /** @param capacity - how many at most; of those that are done, at least half as many */
  constructor(private readonly capacity: number) {}

  get(key: TicketKey): TicketRecord | undefined {
    return this.#find(keyOf(key))?.record;
  }

  set(record: TicketRecord): void {
    const key = keyOf(record);
    this.#mark(this.#find(key)?.record, record);
    const remembered = { record, seenAt: record.changedAt };
    if (record.state === 'done') {
      this.#undone.delete(key);
      this.#keep(key, remembered);
    } else {
      this.#undone.set(key, remembered);
      if (this.#undone.size > this.capacity) this.#evict();
    }
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
    const known = this.#find(key);
    if (known === undefined) return;
    known.seenAt = at;
    if (known.record.state === 'done' && !this.#young.has(key)) this.#keep(key, known);
  }

  #find(key: string): Remembered | undefined {
    return this.#undone.get(key) ?? this.#young.get(key) ?? this.#old.get(key);
  }

  #keep(key: string, done: Remembered): void {
    this.#young.set(key, done);
    if (this.#young.size * 2 < this.capacity) return;
    this.#old = this.#young;
    this.#young = new Map();
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
    return [...(this.#held.get(runId) ?? [])].flatMap((key) => this.#undone.get(key)?.record ?? []);
  }

  /** Those that a run was the last to work on. */
  of(runId: string): readonly TicketRecord[] {
    return this.list({}).filter((record) => record.runId === runId);
  }

  /** The latest change first. */
  list({ pipeline, states, ticketId }: Omit<TicketFilter, 'limit'>): readonly TicketRecord[] {
    const all = states === undefined || states.includes('done') ? this.#all() : this.#undone;
    if (all.size === 0) return [];
    return [...all.values()]
      .map(({ record }) => record)
      .filter((record) => (pipeline ?? record.pipeline) === record.pipeline && (ticketId ?? record.ticketId) === record.ticketId)
      .filter(({ state }) => states?.includes(state) ?? true)
      .toReversed()
      .toSorted((a, b) => b.changedAt - a.changedAt);
  }

  #all(): ReadonlyMap<string, Remembered> {
    return new Map([...this.#old, ...this.#young, ...this.#undone]);
  }

  /** Forgets those that nobody has seen since a time, and nobody works on. */
  forget(before: number): void {
    for (const generation of [this.#old, this.#young, this.#undone]) {
      for (const [key, { record, seenAt }] of generation) if (seenAt < before && record.state !== 'claimed') generation.delete(key);
    }
  }

  #evict(): void {
    for (const [key, { record }] of this.#undone) if (record.state !== 'claimed') return void this.#undone.delete(key);
  }
}

function keyOf({ pipeline, system, ticketId }: TicketKey): string {
  return `${pipeline}\0${system}\0${ticketId}`;
}

function placeOf({ system, ticketId }: Pick<TicketKey, 'system' | 'ticketId'>): string {
  return `${system}\0${ticketId}`;
}
