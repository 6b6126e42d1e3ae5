import type { TicketRecord } from '../journal-records.js';
import { setFree, type TicketKey, type TicketStanding } from '../ticket-work.js';
import { text } from './rows.js';
import { ticketKey } from './ticket-table.js';

/** The tickets that a claim is about as it goes: their records, and who has them. */
export class Standings {
  readonly #records = new Map<string, TicketRecord>();
  readonly #holders = new Map<string, string>();
  readonly #changed = new Set<string>();

  constructor(records: readonly TicketRecord[]) {
    for (const record of records) this.#put(ticketKey(record), record);
  }

  /** The runs that have one of them, of whichever pipeline. */
  get holders(): readonly string[] {
    return [...new Set(this.#holders.values())];
  }

  of(key: TicketKey, runId: string): TicketStanding {
    const holder = this.#holders.get(placeOf(key));
    return { record: this.#records.get(ticketKey(key)), isBusy: holder !== undefined && holder !== runId };
  }

  set(record: TicketRecord): void {
    const key = ticketKey(record);
    if (this.#records.get(key) === record) return;
    this.#changed.add(key);
    this.#put(key, record);
  }

  /** Takes from runs that are over what they still seem to have. */
  keepHolders(unfinished: ReadonlySet<string>): void {
    for (const record of this.#records.values()) {
      if (record.state !== 'claimed' || unfinished.has(record.runId)) continue;
      this.#holders.delete(placeOf(record));
      this.set(setFree(record, record.changedAt));
    }
  }

  /** Those that were set free come first: of all pipelines one at most may have a ticket. */
  changes(): readonly TicketRecord[] {
    const records = [...this.#changed].flatMap((key) => this.#records.get(key) ?? []);
    return records.toSorted((a, b) => Number(a.state === 'claimed') - Number(b.state === 'claimed'));
  }

  #put(key: string, record: TicketRecord): void {
    this.#records.set(key, record);
    if (record.state === 'claimed') this.#holders.set(placeOf(record), record.runId);
  }
}

function placeOf({ system, ticketId }: Pick<TicketKey, 'system' | 'ticketId'>): string {
  return JSON.stringify([text(system), text(ticketId)]);
}
