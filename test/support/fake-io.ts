import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CliIo, StopSignal } from '../../src/cli/cli-io.js';

/** What a fake process differs in from one that is piped, 100 columns wide, with no environment, in an empty folder. */
export type FakeIoOptions = Partial<Pick<CliIo, 'isTty' | 'columns' | 'cwd' | 'env'>>;

/** A process for commands under test: keeps what is written, and sends signals when it is told to. */
export class FakeIo implements CliIo {
  readonly isTty: boolean;
  readonly columns: number;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What went to the standard output. */
  stdout = '';
  /** What went to the standard error. */
  stderr = '';
  /** Every status line that was shown, the empty ones that erase it included. */
  readonly statuses: string[] = [];
  readonly #listeners = new Set<(signal: StopSignal) => void>();
  readonly #waiting: { readonly text: string; readonly resolve: () => void }[] = [];

  constructor(options: FakeIoOptions = {}) {
    this.isTty = options.isTty ?? false;
    this.columns = options.columns ?? 100;
    this.cwd = options.cwd ?? temporaryFolder();
    this.env = options.env ?? {};
  }

  out(text: string): void {
    this.stdout += `${text}\n`;
    this.#wake();
  }

  err(text: string): void {
    this.stderr += `${text}\n`;
    this.#wake();
  }

  status(text: string): void {
    this.statuses.push(text);
  }

  onSignal(listener: (signal: StopSignal) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  send(signal: StopSignal): void {
    for (const listener of this.#listeners) listener(signal);
  }

  /** Resolves when a text has been written to either output. */
  async written(text: string): Promise<void> {
    if ((this.stdout + this.stderr).includes(text)) return;
    await new Promise<void>((resolve) => this.#waiting.push({ text, resolve }));
  }

  /** What went to the standard output, read as JSON. */
  json<T>(): T {
    return JSON.parse(this.stdout) as T;
  }

  #wake(): void {
    const all = this.stdout + this.stderr;
    for (const { text, resolve } of this.#waiting) if (all.includes(text)) resolve();
  }
}

/** A new folder with these files in it. */
export function temporaryFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'otai-cli-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
