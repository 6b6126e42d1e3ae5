import type { Call } from '../call.js';
import type { GenericInterface } from '../interface/generic-interface.js';
import { idOf, textOf, type WireRecord } from '../interface/wire.js';
import type { TicketReader } from '../tickets/ticket-reader.js';
import type { NameBook, NamedField } from './name-book.js';

/** The fields whose names a search looks up, with the key of the filter and that of the ticket. */
const LOOKED_UP = {
  queue: ['Queues', 'Queue'],
  priority: ['Priorities', 'Priority'],
  state: ['States', 'State'],
  type: ['Types', 'Type'],
} as const;
type LookedUpField = keyof typeof LOOKED_UP;

const SURVEYED = 100;
/** How long what was found out counts, milliseconds: a queue may be renamed while its poller runs. */
const VALID_FOR = 600_000;
const MOST_NAMES = 500;

/**
 * Finds out whether a name exists, though the interface cannot list names and answers a search for a wrong one with nothing, as if the
 * queue were empty. It helps that one wrong name among right ones empties the whole result: a ticket that is found in its own queue is
 * looked for in its own queue or the one in question.
 */
export class NameCheck {
  private surveyedAt = -Infinity;
  /** The names that need no look for some time, and until when. */
  private readonly settled = new Map<string, number>();

  constructor(
    private readonly api: GenericInterface,
    private readonly reader: TicketReader,
    private readonly names: NameBook,
    private readonly now: () => number,
  ) {}

  /** Refuses the names of a search that found nothing, if they do not exist. Nothing is sent for names that were seen lately. */
  async refuseUnknown(wanted: Readonly<Partial<Record<LookedUpField, string>>>, call: Call): Promise<void> {
    const doubtful = (Object.entries(wanted) as [LookedUpField, string][]).filter(([field, name]) => this.isDoubtful(field, name));
    if (doubtful.length === 0) return;
    const anchor = await this.anyTicket(call);
    for (const [field, name] of doubtful) {
      if (anchor !== undefined && !(await this.exists(field, name, anchor, call))) throw await this.unknown(field, name, call);
      if (this.settled.size >= MOST_NAMES) this.settled.clear();
      this.settled.set(`${field} ${name}`, this.now() + VALID_FOR);
    }
  }

  /** The error about a name that does not exist. */
  async unknown(field: NamedField, name: string, call: Call): Promise<Error> {
    await this.survey(call).catch(() => undefined);
    return call.refuse(`there is no ${field} "${name}"`, this.names.proposal(field, name));
  }

  /** Reads the newest tickets for the names in use. */
  async survey(call: Call): Promise<void> {
    if (this.now() - this.surveyedAt < VALID_FOR) return;
    this.surveyedAt = this.now();
    const ids = await this.api.search({ SortBy: 'Age', OrderBy: 'Down', Limit: SURVEYED }, call.signal);
    for (const record of await this.reader.readFields(ids, call)) this.reader.toTicket(record);
  }

  private isDoubtful(field: LookedUpField, name: string): boolean {
    return !this.names.isTrusted(field, name) && (this.settled.get(`${field} ${name}`) ?? 0) <= this.now();
  }

  private async exists(field: LookedUpField, name: string, anchor: WireRecord, call: Call): Promise<boolean> {
    const [filter, key] = LOOKED_UP[field];
    const own = textOf(anchor[key]);
    if (own === null || own === name) return true;
    const isFoundBy = async (names: readonly string[]): Promise<boolean> => {
      const TicketID = [idOf(anchor['TicketID'])];
      return (await this.api.search({ TicketID, [filter]: names, Limit: 1 }, call.signal)).length > 0;
    };
    // Not found by its own name either: it was moved this very moment, which says nothing about the other name.
    return (await isFoundBy([own, name])) || !(await isFoundBy([own]));
  }

  private async anyTicket(call: Call): Promise<WireRecord | undefined> {
    const ids = await this.api.search({ SortBy: 'Age', OrderBy: 'Down', Limit: 1 }, call.signal);
    return (await this.reader.readFields(ids, call))[0];
  }
}
