import { DelayedError, Worker, WaitingError, type Job, type WorkerOptions } from 'bullmq';
import type { Lease } from './lease.js';
import { LeaseBook } from './lease-book.js';

/** What a job is done by. */
export type Process<D, R> = (job: Job<D, R>, task: Task) => Promise<R>;

/** A job in the hands of this process. */
export interface Task {
  readonly lease: Lease;
  /** Proves to Redis that the job is ours. */
  readonly token: string;
  /** Aborts when the job is not wanted any more. */
  readonly signal: AbortSignal;
  /** The job is put off for another worker: from now on this one lets others be the first, for a while. */
  readonly letOthersFirst: () => void;
}

/** By how much a worker lets others be the first, and for how long after it has met what is theirs, milliseconds. */
const LAG = 300;
const LAGS_FOR = 5000;

/** A worker that has put a job off for another one looks for it again a little later than it could, so that the other is the first. */
class Courtesy {
  #until = 0;

  begin(): void {
    this.#until = Date.now() + LAGS_FOR;
  }

  /** @param at - when there is something to do, milliseconds since 1970; 0: nobody knows */
  later(at: number): number {
    return at > 0 && Date.now() < this.#until ? at + LAG : at;
  }
}

/** A worker of BullMQ that knows for how long each of its jobs is certainly its own. */
export class LeasedWorker<D, R> extends Worker<D, R> {
  readonly #leases: LeaseBook;
  readonly #duration: number;
  readonly #courtesy: Courtesy;

  /** @param options - with `lockDuration` */
  constructor(queue: string, process: Process<D, R>, options: WorkerOptions & { readonly lockDuration: number }) {
    const leases = new LeaseBook(options.lockDuration);
    const duration = options.lockDuration;
    const courtesy = new Courtesy();
    const letOthersFirst = (): void => courtesy.begin();
    // Three parameters, or BullMQ makes no signal.
    super(
      queue,
      (job, token = '', signal = new AbortController().signal) =>
        withLease(leases, { job, token, signal, duration, letOthersFirst }, process),
      {
        autorun: false,
        ...options,
      },
    );
    this.#leases = leases;
    this.#duration = duration;
    this.#courtesy = courtesy;
  }

  override async extendJobLocks(ids: string[], tokens: string[], duration: number): Promise<string[]> {
    return this.#leases.extend(ids, () => super.extendJobLocks(ids, tokens, duration));
  }

  protected override getBlockTimeout(blockUntil: number): number {
    return super.getBlockTimeout(this.#courtesy.later(blockUntil));
  }

  /** Milliseconds. */
  get leaseDuration(): number {
    return this.#duration;
  }

  override async close(force?: boolean): Promise<void> {
    await super.close(force);
    this.#leases.close();
  }

  /** Waits for nothing: Redis is away, and is not told. What this process has not ended is another's once its leases are over. */
  abandon(): void {
    void this.lockManager.close();
    this.#leases.close();
  }
}

interface Taken<D, R> {
  readonly job: Job<D, R>;
  readonly token: string;
  readonly signal: AbortSignal;
  readonly duration: number;
  readonly letOthersFirst: () => void;
}

async function withLease<D, R>(leases: LeaseBook, { job, duration, ...rest }: Taken<D, R>, process: Process<D, R>): Promise<R> {
  const { token } = rest;
  const id = job.id ?? '';
  const extend = async (): Promise<boolean> => (await job.extendLock(token, duration)) === 1;
  const lease = leases.take({ id, takenAt: job.processedOn ?? Date.now(), extend });
  try {
    return await process(job, { lease, ...rest });
  } finally {
    leases.release(id, lease);
  }
}

/** Puts a job back that is to be gone on with at once. Throw what it gives. */
export async function putBack(job: Job, { token, lease }: Task): Promise<Error> {
  try {
    await job.moveToWait(token);
  } catch (error) {
    // It is another process's, or will be: nothing is to be put back.
    if (lease.isSure()) throw error;
  }
  return new WaitingError();
}

/** Puts a job back until a time, milliseconds since 1970. Throw what it gives. */
export async function putOff(job: Job, { token, lease }: Task, until: number): Promise<Error> {
  try {
    await job.moveToDelayed(until, token);
  } catch (error) {
    if (lease.isSure()) throw error;
  }
  return new DelayedError();
}
