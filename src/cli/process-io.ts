import type { CliIo, StopSignal } from './cli-io.js';

/** The width where nobody can be asked for it. */
const COLUMNS_WITHOUT_TERMINAL = 100;
const ERASE_LINE = '\r\u001B[2K';

/** The real process as commands see it. */
export class ProcessIo implements CliIo {
  readonly isTty = process.stdout.isTTY && process.stderr.isTTY;
  readonly cwd = process.cwd();
  readonly env = process.env;
  #hasStatus = false;

  constructor() {
    // Whoever reads us may stop reading (`otai components | head`); that is no error of ours.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }

  get columns(): number {
    // Some terminals say 0 for "unknown".
    return (this.isTty && process.stdout.columns) || COLUMNS_WITHOUT_TERMINAL;
  }

  out(text: string): void {
    this.#eraseStatus();
    process.stdout.write(`${text}\n`);
  }

  err(text: string): void {
    this.#eraseStatus();
    process.stderr.write(`${text}\n`);
  }

  status(text: string): void {
    if (!this.isTty) return;
    this.#hasStatus = text !== '';
    process.stderr.write(ERASE_LINE + text);
  }

  onSignal(listener: (signal: StopSignal) => void): () => void {
    process.on('SIGINT', listener).on('SIGTERM', listener);
    return () => void process.off('SIGINT', listener).off('SIGTERM', listener);
  }

  #eraseStatus(): void {
    if (this.#hasStatus) this.status('');
  }
}
