import { isOtaiError } from '../../../api/otai.error.js';
import type { Ticket } from '../../../api/tickets/ticket.js';
import { LocalHelpdeskError } from '../local-helpdesk.error.js';
import { replaceFile } from './durable-file.js';
import { FileLock } from './file-lock.js';
import { LOG_HEADER } from './log-format.js';
import { replayLog, type Replay } from './log-replay.js';
import type { TicketChanged } from './ticket-change.js';
import { TicketLog } from './ticket-log.js';
import { TicketTable } from './ticket-table.js';

/** A file with so many lines beyond two for each ticket is written anew at the start. */
const SPARE_LINES = 1000;

/** A ticket that is about to be made; its id is given by the store. */
export type TicketDraft = Omit<Ticket, 'id'>;

/** A ticket on its way to the disk: its id is known at once. */
export interface StoringTicket {
  readonly id: string;
  readonly stored: Promise<Ticket>;
}

/** All tickets: in memory to be read, in the ticket file to stay. What can be read is on the disk. */
export class TicketStore {
  private lastNumber: number;

  private constructor(
    /** What can be read and searched. Only this class changes it. */
    readonly table: TicketTable,
    private readonly log: TicketLog,
    private readonly lock: FileLock,
  ) {
    this.lastNumber = table.highestNumber;
  }

  /**
   * Opens a ticket file, or makes it with its folder.
   *
   * @param warn - told in one sentence when the end of the file had to be cut off
   */
  static async open(file: string, warn: (message: string) => void): Promise<TicketStore> {
    const lock = await FileLock.take(file).catch((error: unknown) => unusable(file, error));
    try {
      const table = new TicketTable();
      const replayed = await replayLog(file, (change) => void table.apply(change));
      if (replayed.tornBytes > 0) warn(`${file}: dropped ${replayed.tornBytes} bytes of a last change that was not written to its end`);
      const log = await TicketLog.open(file, await compacted(file, table, replayed));
      return new TicketStore(table, log, lock);
    } catch (error) {
      await lock.release();
      return unusable(file, error);
    }
  }

  /** Makes a ticket. `mails` are the keys of the mails it came from. */
  create(draft: TicketDraft, mails?: readonly string[]): StoringTicket {
    const id = String(++this.lastNumber);
    const stored = this.log.append({ change: 'created', ticket: { ...draft, id }, mails }, (change) => this.table.apply(change));
    return { id, stored };
  }

  /** Changes a ticket that exists, or whose making was begun before, and returns it as it then is. */
  change(change: TicketChanged): Promise<Ticket> {
    return this.log.append(change, (replayed) => this.table.apply(replayed));
  }

  /** Waits until all is written, and gives the file back. */
  async close(): Promise<void> {
    await this.log.close();
    await this.lock.release();
  }
}

function unusable(file: string, cause: unknown): never {
  if (isOtaiError(cause)) throw cause;
  const reason = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
  throw new LocalHelpdeskError('unreadable', `the ticket file ${file} cannot be opened (${reason})`, {
    cause,
    hint: 'it and its folder must be readable and writable for the user who runs this program',
  });
}

async function compacted(file: string, table: TicketTable, replayed: Replay): Promise<Replay> {
  if (replayed.lines <= 2 * table.size + SPARE_LINES) return replayed;
  let [lines, goodBytes] = [0, 0];
  const written = function* () {
    for (const line of linesOf(table)) {
      lines += 1;
      goodBytes += Buffer.byteLength(line);
      yield line;
    }
  };
  await replaceFile(file, written());
  return { lines, goodBytes, tornBytes: 0 };
}

function* linesOf(table: TicketTable): Generator<string, void, undefined> {
  yield LOG_HEADER;
  for (const change of table.asChanges()) yield `${JSON.stringify(change)}\n`;
}
