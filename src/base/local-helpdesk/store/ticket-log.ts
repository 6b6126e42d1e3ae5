import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PRIVATE_MODE, syncFolder } from './durable-file.js';
import { LOG_HEADER } from './log-format.js';
import type { Replay } from './log-replay.js';
import type { TicketChange } from './ticket-change.js';

interface Waiting {
  readonly line: string;
  readonly written: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * The ticket file, open for writing: one line for each change, in the order of the calls.
 * A call ends only when its line is on the disk. Calls that wait at the same time share one write and one fsync.
 */
export class TicketLog {
  private waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;
  private closed: Error | undefined;

  private constructor(
    private readonly handle: FileHandle,
    private goodBytes: number,
  ) {}

  /** Opens a file that was just replayed, and cuts off what was not written to its end. */
  static async open(path: string, replayed: Replay): Promise<TicketLog> {
    const handle = await open(path, 'a', PRIVATE_MODE);
    try {
      await handle.truncate(replayed.goodBytes);
      if (replayed.goodBytes === 0) await handle.appendFile(LOG_HEADER);
      await handle.sync();
      await syncFolder(dirname(path));
      return new TicketLog(handle, Math.max(replayed.goodBytes, LOG_HEADER.length));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /**
   * Writes one change. When it is on the disk, `applied` is called with the change as a later replay will see it
   * (in the order of the file, before any later change), and its value is returned.
   */
  async append<T>(change: TicketChange, applied: (change: TicketChange) => T): Promise<T> {
    if (this.closed !== undefined) throw this.closed;
    const line = JSON.stringify(change);
    const asReplayed = JSON.parse(line) as TicketChange;
    return new Promise<T>((resolve, failed) => {
      this.waiting.push({ line: `${line}\n`, written: () => resolve(applied(asReplayed)), failed });
      this.writing ??= this.writeAll();
    });
  }

  /** Waits for all writes and closes the file. Later calls fail. */
  async close(): Promise<void> {
    this.closed ??= new Error('the ticket file is closed');
    await this.writing;
    await this.handle.close();
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        await this.writeBatch(batch);
      } catch (error) {
        await this.giveUp(batch, error);
      }
    }
    this.writing = undefined; // here, not in a later turn: who comes after this must start the next round
  }

  private async writeBatch(batch: readonly Waiting[]): Promise<void> {
    const bytes = Buffer.from(batch.map(({ line }) => line).join(''));
    await this.handle.appendFile(bytes);
    await this.handle.datasync();
    this.goodBytes += bytes.length;
    for (const { written } of batch) written();
  }

  /** Takes back a half-written batch. Those that wait fail too: they may build on it. When it cannot be taken back, nothing more is written. */
  private async giveUp(batch: readonly Waiting[], error: unknown): Promise<void> {
    try {
      await this.handle.truncate(this.goodBytes);
      await this.handle.datasync();
    } catch {
      this.closed ??= new Error('an earlier write to the ticket file failed and could not be taken back: restart', { cause: error });
    }
    for (const { failed } of [...batch, ...this.waiting.splice(0)]) failed(error);
  }
}
