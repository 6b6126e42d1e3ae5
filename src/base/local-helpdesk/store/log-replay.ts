import { readLines } from '../line-reader.js';
import { LocalHelpdeskError } from '../local-helpdesk.error.js';
import { checkHeader, corruptLine, LOG_HEADER, parseChange } from './log-format.js';
import type { TicketChange } from './ticket-change.js';

/** What was found in a ticket file. */
export interface Replay {
  /** Complete lines, the header included. */
  readonly lines: number;
  /** The bytes of these lines. */
  readonly goodBytes: number;
  /** The bytes of a last line that was not written to its end; 0 when there is none. */
  readonly tornBytes: number;
}

const LINE_FEED = 0x0a;

/**
 * Reads a ticket file and hands each of its changes to `apply`, in order. A missing file is an empty one.
 *
 * A last line without a line break was being written when the program died; nobody was told that it was kept, so it is left out.
 * Every other line that cannot be read is an error.
 */
export async function replayLog(path: string, apply: (change: TicketChange) => void): Promise<Replay> {
  let [lines, goodBytes] = [0, 0];
  let pieces: Buffer[] = [];
  for await (const { bytes } of readExisting(path)) {
    pieces.push(bytes);
    if (bytes.at(-1) !== LINE_FEED) continue;
    const line = Buffer.concat(pieces);
    pieces = [];
    lines += 1;
    goodBytes += line.length;
    replayLine({ path, number: lines, line }, apply);
  }
  const torn = Buffer.concat(pieces);
  if (lines === 0) refuseForeignFile(path, torn);
  return { lines, goodBytes, tornBytes: torn.length };
}

async function* readExisting(path: string): ReturnType<typeof readLines> {
  try {
    yield* readLines(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function replayLine({ path, number, line }: { path: string; number: number; line: Buffer }, apply: (change: TicketChange) => void): void {
  const text = decode(line);
  if (number === 1) return checkHeader(path, text);
  const change = parseChange(path, number, text);
  try {
    apply(change);
  } catch (error) {
    throw corruptLine(path, number, (error as Error).message);
  }
}

/** The text of a line; an empty one, which no line may be, when its bytes are not UTF-8. */
function decode(line: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(line);
  } catch {
    return '';
  }
}

/** A file without a single line is ours only when it holds the beginning of a header. */
function refuseForeignFile(path: string, content: Buffer): void {
  if (LOG_HEADER.startsWith(content.toString('utf8', 0, LOG_HEADER.length + 1))) return;
  throw new LocalHelpdeskError('corrupt', `${path} is not a ticket file`, { hint: 'name another file under params.file' });
}
