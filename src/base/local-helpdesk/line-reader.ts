import { createReadStream } from 'node:fs';

/** A line, or a piece of a line that is longer than one read of the file. */
export interface LinePiece {
  /** With its line break, if it has one. */
  readonly bytes: Buffer;
  readonly startsLine: boolean;
}

const LINE_FEED = 0x0a;
const MAX_PIECE = 65_536;

/** Reads a file line by line in bounded memory: a line of any length comes in pieces. */
export async function* readLines(path: string): AsyncGenerator<LinePiece, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  let startsLine = true;
  for await (const chunk of createReadStream(path, { highWaterMark: MAX_PIECE }) as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      yield { bytes: bytes.subarray(start, end + 1), startsLine };
      startsLine = true;
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length < MAX_PIECE) continue;
    yield { bytes: rest, startsLine };
    startsLine = false;
    rest = Buffer.alloc(0);
  }
  if (rest.length > 0) yield { bytes: rest, startsLine };
}
