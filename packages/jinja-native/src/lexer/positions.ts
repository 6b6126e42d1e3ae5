import type { Position } from '../errors.js';

/** Turns offsets into lines and columns; asks must come in rising order, so the whole source is walked once. */
export class PositionCounter {
  private line = 1;
  private lineStart = 0;
  private nextBreak: number;

  constructor(private readonly source: string) {
    this.nextBreak = source.indexOf('\n');
  }

  at(offset: number): Position {
    while (this.nextBreak !== -1 && this.nextBreak < offset) {
      this.line++;
      this.lineStart = this.nextBreak + 1;
      this.nextBreak = this.source.indexOf('\n', this.lineStart);
    }
    return { line: this.line, column: offset - this.lineStart + 1 };
  }
}
