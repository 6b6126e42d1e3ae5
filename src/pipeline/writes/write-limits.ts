import type { Clock } from '../../api/clock.js';
import type { LimitsEntry } from '../../config/otai-config.js';
import type { Journal } from '../../journal/journal.js';
import { TicketQuota, type WrittenTicket } from './ticket-quota.js';
import { WritePace, type Wait } from './write-pace.js';

/** A write that asks whether it may be made now. */
export interface LimitedWrite {
  readonly pipeline: string;
  readonly system: string;
  /** `null` of a ticket that is to be created. */
  readonly ticketId: string | null;
  readonly clock: Clock;
  readonly journal: Journal;
  /** Used where the write has to wait for its turn. */
  readonly wait: Wait;
}

/**
 * How much each pipeline may write: so much within a minute, where what comes beyond waits for its turn, and so much to one ticket within an
 * hour, where more is taken for a loop. Counted in this process; of tickets, the journal knows the rest.
 */
export class WriteLimits {
  readonly #quota = new TicketQuota();
  readonly #paces = new Map<string, WritePace>();

  /** @param limits - of each pipeline by its name; one that is not there has none */
  constructor(private readonly limits: ReadonlyMap<string, LimitsEntry>) {}

  /**
   * Lets a write through, and counts it. Gives a promise only where something has to be waited for.
   *
   * @throws TicketWriteLoopError, also as a rejection; and whatever `wait` rejects with
   */
  admit(write: LimitedWrite): void | Promise<void> {
    const limits = this.limits.get(write.pipeline);
    if (limits === undefined) return;
    const { writesPerMinute, writesPerTicket } = limits;
    const asked = writesPerTicket === undefined ? undefined : this.#checkTicket(write, writesPerTicket);
    if (writesPerMinute === undefined) return asked;
    return asked === undefined ? this.#takeTurn(write, writesPerMinute) : asked.then(() => this.#takeTurn(write, writesPerMinute));
  }

  /** Takes back the count of a write that came to nothing: what the helpdesk refuses is no loop. */
  discount({ pipeline, system, ticketId }: Pick<WrittenTicket, 'pipeline' | 'system'> & Pick<LimitedWrite, 'ticketId'>): void {
    if (ticketId !== null) this.#quota.discount({ pipeline, system, ticketId });
  }

  #checkTicket({ pipeline, system, ticketId, clock, journal }: LimitedWrite, limit: number): void | Promise<void> {
    if (ticketId === null) return;
    return this.#quota.admit({ pipeline, system, ticketId }, { limit, now: clock.now(), journal });
  }

  #takeTurn({ pipeline, clock, wait }: LimitedWrite, perMinute: number): void | Promise<void> {
    let pace = this.#paces.get(pipeline);
    if (pace === undefined) this.#paces.set(pipeline, (pace = new WritePace(perMinute)));
    return pace.take(() => clock.now(), wait);
  }
}
