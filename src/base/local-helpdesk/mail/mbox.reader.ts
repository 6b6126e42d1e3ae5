import { type LinePiece, readLines } from '../line-reader.js';

/** One message of an mbox file. */
export interface MboxMessage {
  /** 1 for the first. */
  readonly number: number;
  /** The mail; `null` when it has more bytes than allowed. */
  readonly bytes: Buffer | null;
}

/**
 * Reads an mbox file message by message, whatever its size.
 *
 * A message starts at a line `From …` at the start of the file or after an empty line, if a header line follows: so a sentence
 * that starts with "From" does not cut a mail in two. Lines quoted as `>From` (mboxo, mboxrd) lose one `>`. Line breaks are LF or CRLF.
 *
 * @param maxSize - of one message, bytes
 */
export async function* readMbox(path: string, maxSize: number): AsyncGenerator<MboxMessage, void, undefined> {
  const splitter = new MboxSplitter(maxSize);
  for await (const line of readLines(path)) {
    const message = splitter.take(line);
    if (message !== undefined) yield message;
  }
  const last = splitter.end();
  if (last !== undefined) yield last;
}

class MboxSplitter {
  private number = 0;
  private pieces: Buffer[] = [];
  private size = 0;
  /** A line that may be a separator: the next line tells. */
  private candidate: Buffer | undefined;
  private afterEmptyLine = true;

  constructor(private readonly maxSize: number) {}

  /** Takes one line; returns the message that it ends, if it does. */
  take(line: LinePiece): MboxMessage | undefined {
    const { candidate } = this;
    this.candidate = undefined;
    const starts = candidate !== undefined && line.startsLine && isHeaderLine(line.bytes);
    const ended = starts ? this.startMessage() : this.add(candidate);
    if (this.afterEmptyLine && line.startsLine && line.bytes.toString('latin1', 0, 5) === 'From ') this.candidate = line.bytes;
    else this.add(line.startsLine ? unquote(line.bytes) : line.bytes);
    this.afterEmptyLine = line.startsLine && /^\r?\n$/.test(line.bytes.toString('latin1', 0, 3));
    return ended;
  }

  end(): MboxMessage | undefined {
    this.add(this.candidate);
    return this.message();
  }

  private startMessage(): MboxMessage | undefined {
    const ended = this.message();
    this.number += 1;
    this.pieces = [];
    this.size = 0;
    return ended;
  }

  private add(bytes: Buffer | undefined): undefined {
    this.size += bytes?.length ?? 0;
    if (bytes !== undefined && this.size <= this.maxSize) this.pieces.push(bytes);
  }

  /** The message so far. What stands before the first separator is one too, so that a file that is no mbox is noticed. */
  private message(): MboxMessage | undefined {
    if (this.number === 0 && this.size === 0) return undefined;
    return { number: Math.max(this.number, 1), bytes: this.size > this.maxSize ? null : Buffer.concat(this.pieces) };
  }
}

function isHeaderLine(line: Buffer): boolean {
  return /^(?:[!-9;-~]{1,80}:|>From )/.test(line.toString('latin1', 0, 100));
}

function unquote(line: Buffer): Buffer {
  return /^>+From /.test(line.toString('latin1', 0, 100)) ? line.subarray(1) : line;
}
