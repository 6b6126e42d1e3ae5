/** A row of a CSV text. */
export interface CsvRow {
  /** Where it begins, counted from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

const SEPARATORS = [',', ';', '\t'];

/**
 * Reads CSV (RFC 4180): quoted fields may hold separators, line ends and doubled quotes. What separates fields is what the first line has most of.
 * A quote that is not closed takes in the rest of the text. Empty lines are left out.
 */
export function readCsv(text: string): readonly CsvRow[] {
  const reader = new CsvReader(text, separatorOf(text));
  const rows: CsvRow[] = [];
  while (!reader.atEnd) rows.push(reader.row());
  return rows.filter(({ fields }) => fields.some((field) => field.trim() !== ''));
}

function separatorOf(text: string): string {
  const [head = ''] = text.split('\n', 1);
  const count = (separator: string) => head.split(separator).length;
  return SEPARATORS.toSorted((a, b) => count(b) - count(a))[0] ?? ',';
}

class CsvReader {
  private place = 0;
  private line = 1;

  constructor(
    private readonly text: string,
    private readonly separator: string,
  ) {}

  get atEnd(): boolean {
    return this.place >= this.text.length;
  }

  row(): CsvRow {
    const { line } = this;
    const fields = [this.field()];
    while (this.text[this.place] === this.separator) {
      this.place++;
      fields.push(this.field());
    }
    this.place++;
    this.line++;
    return { line, fields };
  }

  /** Ends at a separator or at the end of a line. */
  private field(): string {
    const quoted = this.text[this.place] === '"' ? this.quoted() : '';
    const start = this.place;
    while (!this.atEnd && this.text[this.place] !== '\n' && this.text[this.place] !== this.separator) this.place++;
    return quoted + this.text.slice(start, this.place).replace(/\r$/, '');
  }

  private quoted(): string {
    const pieces: string[] = [];
    do {
      const start = this.place + 1;
      const end = this.text.indexOf('"', start);
      this.place = end < 0 ? this.text.length : end + 1;
      pieces.push(this.text.slice(start, end < 0 ? undefined : end));
    } while (this.text[this.place] === '"');
    const content = pieces.join('"');
    this.line += content.split('\n').length - 1;
    return content;
  }
}
