import type { RunResult } from './run-result.js';
import type { TicketWrite, Writer } from './write-port.js';

/** What is remembered of a run that ended. */
export interface RunRecord {
  readonly runId: string;
  readonly pipeline: string;
  readonly status: RunResult['status'];
  readonly dryRun: boolean;
  /** Milliseconds since 1970. */
  readonly finishedAt: number;
  readonly durationMs: number;
  /** How many writes the run made; in a dry run: would have made. */
  readonly writes: number;
  /** Code and message of the error; `null` unless the run failed. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** What is remembered of runs. In memory here; a durable one takes the same place. */
export interface Journal {
  recordWrite(writer: Writer, write: TicketWrite): void;
  recordRun(result: RunResult): void;
  /** The latest runs, the newest first. */
  runs(): readonly RunRecord[];
}

/** Keeps the latest runs in memory. Holds no ticket data. */
export class MemoryJournal implements Journal {
  readonly #ring: RunRecord[] = [];
  readonly #writes = new Map<string, number>();
  #count = 0;

  /** @param capacity - how many runs to keep */
  constructor(private readonly capacity = 1000) {}

  recordWrite({ run }: Writer): void {
    this.#writes.set(run.id, (this.#writes.get(run.id) ?? 0) + 1);
  }

  recordRun({ runId, pipeline, status, dryRun, durationMs, error }: RunResult): void {
    const writes = this.#writes.get(runId) ?? 0;
    this.#writes.delete(runId);
    const why = error === undefined ? null : { code: error.code, message: error.message };
    this.#ring[this.#count++ % this.capacity] = { runId, pipeline, status, dryRun, finishedAt: Date.now(), durationMs, writes, error: why };
  }

  runs(): readonly RunRecord[] {
    const newest = this.#count % this.capacity;
    return [...this.#ring.slice(newest), ...this.#ring.slice(0, newest)].toReversed();
  }
}
