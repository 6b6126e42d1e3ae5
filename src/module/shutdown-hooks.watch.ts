import { Logger } from '@nestjs/common';
import type { CancelTimer, Clock } from '../api/clock.js';

/** How long after its start an application may still enable its hooks, milliseconds. */
const PATIENCE_MS = 2_000;

/** Says so when the host forgot to have Nest listen for the end: SIGTERM then ends the process amid a step. */
export class ShutdownHooksWatch {
  #cancel: CancelTimer | undefined;

  constructor(private readonly clock: Clock) {}

  /** Called when triggers have started. */
  start(): void {
    this.#cancel = this.clock.after(PATIENCE_MS, () => this.#look());
  }

  stop(): void {
    this.#cancel?.();
  }

  #look(): void {
    if (process.listenerCount('SIGTERM') > 0) return;
    const cure = 'call app.enableShutdownHooks(), so that runs stop at their next step and go on at the next start';
    Logger.warn(`nobody listens for SIGTERM, which will end the process amid its runs: ${cure}`, 'otai');
  }
}
