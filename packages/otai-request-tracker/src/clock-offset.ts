import type { Call } from './call.js';
import { idOf, timeOf } from './records.js';
import type { RtApi } from './rt-api.js';
import { allOf, compareNumber, since, type TicketSql } from './ticket-sql.js';

const QUARTER = 15 * 60_000;
/** Clocks on Earth are at most so far behind and before UTC, in quarters of an hour. */
const LEAST = -12 * 4;
const MOST = 14 * 4;
/** Summer time can lie between now and the moment that is asked for: by so much less exactly it is asked. */
const SUMMER_TIME = 2 * 3_600_000;
const VALID_FOR = 3_600_000;

/**
 * How far the clock by which Request Tracker reads times in a query is before UTC. It answers in UTC, but takes what is asked for by the
 * time zone of the user, else its own, and tells neither to everybody. So it is measured: by asking for one ticket by a time that is known.
 */
export class ClockOffset {
  private measured: { readonly offset: number; readonly at: number } | undefined;

  constructor(private readonly api: RtApi) {}

  /** A condition that holds for all tickets from `moment` on, and for some before it, which the caller leaves out. */
  async since(field: 'Created' | 'LastUpdated', moment: number, call: Call): Promise<TicketSql> {
    return since(field, wallClock(moment + (await this.offset(call)) - SUMMER_TIME));
  }

  private async offset(call: Call): Promise<number> {
    if (this.measured !== undefined && Date.now() - this.measured.at < VALID_FOR) return this.measured.offset;
    const { records } = await this.api.search(compareNumber('id', '>', 0), 'DESC', 1, call.signal);
    const [probe] = records;
    const created = Date.parse((probe && timeOf(probe, 'Created')) ?? '');
    // Nothing to measure by means nothing to find, now. The earliest reading of a time leaves nothing out.
    if (probe === undefined || Number.isNaN(created)) return LEAST * QUARTER;
    const offset = (await this.search(Number(idOf(probe)), created, call)) * QUARTER;
    this.measured = { offset, at: Date.now() };
    return offset;
  }

  /** The largest number of quarters by which the ticket's own time can be written later and still is not later than the ticket. */
  private async search(id: number, created: number, call: Call): Promise<number> {
    let [low, high] = [LEAST, MOST];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const sql = allOf([compareNumber('id', '=', id), since('Created', wallClock(created + middle * QUARTER))]);
      const { records } = await this.api.search(sql, 'ASC', 1, call.signal);
      if (records.length > 0) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** The one form of a time that keeps its hours in a query: `T` and `Z` in it would be read as midnight. */
function wallClock(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}
