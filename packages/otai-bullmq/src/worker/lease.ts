import { performance } from 'node:perf_hooks';
import type { JobHold } from 'open-ticket-ai';

/** What a lease is on. */
export interface LeasedJob {
  readonly id: string;
  /** When the job was taken, by `Date.now()`. */
  readonly takenAt: number;
  /** Asks for a while more. `false`: another process has the job. */
  readonly extend: () => Promise<boolean>;
}

/**
 * A job that this process has for itself for a while, as Redis has promised: until the time since it asked last is longer than that. It measures by
 * both clocks, of which one stands still while the machine sleeps, and the other can be set.
 */
export class Lease implements JobHold {
  readonly #controller = new AbortController();
  #since: Moment;

  constructor(
    private readonly job: LeasedJob,
    /** Milliseconds. */
    private readonly duration: number,
  ) {
    const held = Math.max(0, Date.now() - job.takenAt);
    this.#since = { steady: performance.now() - held, wall: Date.now() - held };
  }

  get lost(): AbortSignal {
    return this.#controller.signal;
  }

  isSure(): boolean {
    if (!this.lost.aborted && age(this.#since) >= this.duration) this.lose();
    return !this.lost.aborted;
  }

  async renew(): Promise<boolean> {
    if (!this.isSure() || age(this.#since) < this.duration / 2) return !this.lost.aborted;
    const asked = now();
    try {
      if (await this.job.extend()) this.renewed(asked);
      else this.lose();
    } catch {
      // Redis did not answer: what it promised before still holds, as long as it holds.
    }
    return this.isSure();
  }

  /** Redis has promised another while to whoever asked at that time. */
  renewed(asked: Moment): void {
    if (!this.lost.aborted) this.#since = asked;
  }

  /** Another process has the job. */
  lose(): void {
    this.#controller.abort(new Error('the job is another process’s by now'));
  }
}

/** A time by two clocks. */
export interface Moment {
  readonly steady: number;
  readonly wall: number;
}

export function now(): Moment {
  return { steady: performance.now(), wall: Date.now() };
}

function age({ steady, wall }: Moment): number {
  return Math.max(performance.now() - steady, Date.now() - wall);
}
