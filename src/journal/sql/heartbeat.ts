import type { CancelTimer, Clock } from '../../api/clock.js';
import { afterInBackground } from '../owners/background-timer.js';

/** Does something again and again, a time after it was done last; what fails is tried again the next time. */
export class Heartbeat {
  #cancel: CancelTimer = () => undefined;
  #current: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(
    private readonly clock: Clock,
    private readonly milliseconds: number,
    private readonly beat: () => Promise<void>,
  ) {}

  start(): void {
    if (this.#isStopped) return;
    this.#cancel = afterInBackground(this.clock, this.milliseconds, () => {
      // Whoever needs the journal is told of what is wrong with it.
      const beat = this.beat().catch(() => undefined);
      this.#current = beat.then(() => this.start());
    });
  }

  /** Resolves once a beat that is at work has ended. */
  get settled(): Promise<void> {
    return this.#current;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    await this.#current;
  }
}
