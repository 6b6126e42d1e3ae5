import { now, Lease, type LeasedJob } from './lease.js';

/** How often, within the time of a lease, it is looked whether the process stood still. */
const LOOKS = 20;

/** The leases on all jobs that this process is at work on. */
export class LeaseBook {
  readonly #leases = new Map<string, Lease>();
  readonly #timer: NodeJS.Timeout;

  /** @param duration - for how long Redis promises a job, milliseconds */
  constructor(private readonly duration: number) {
    // Whoever wakes up from standing still must know it before anything that was due meanwhile goes on.
    this.#timer = setInterval(() => this.#look(), Math.max(10, duration / LOOKS)).unref();
  }

  take(job: LeasedJob): Lease {
    const lease = new Lease(job, this.duration);
    this.#leases.set(job.id, lease);
    return lease;
  }

  release(id: string, lease: Lease): void {
    if (this.#leases.get(id) === lease) this.#leases.delete(id);
  }

  /** Jobs are asked for; gives back those that others have. */
  async extend(ids: readonly string[], ask: () => Promise<string[]>): Promise<string[]> {
    const asked = now();
    const lost = await ask();
    for (const id of ids) {
      if (lost.includes(id)) this.#leases.get(id)?.lose();
      else this.#leases.get(id)?.renewed(asked);
    }
    return lost;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    for (const lease of this.#leases.values()) lease.isSure();
  }
}
