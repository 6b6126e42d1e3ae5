/** One comparison of a query. */
export interface Comparison {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
  /** Whether the value was written between quotes. */
  readonly isQuoted: boolean;
}

/** A query that was read: comparisons joined by AND and OR. */
export type Query = Comparison | { readonly all: readonly Query[] } | { readonly any: readonly Query[] };

const QUOTED = String.raw`'(?:[^\\']|\\.)*'|"(?:[^\\"]|\\.)*"`;
const FIELD = String.raw`CF\.\{.+?\}(?:\.(?:Content|LargeContent))?`;
const TOKEN = new RegExp(
  String.raw`(?<join>\b(?:AND|OR)\b)|(?<operator>!=|>=|<=|=|>|<|IS NOT|IS|NOT LIKE|LIKE)|(?<word>${FIELD}|[{}\w.]+|[+-]?\d+|${QUOTED})|(?<open>\()|(?<close>\))`,
  'gi',
);

/**
 * Reads TicketSQL as Request Tracker does: what is no token is passed over in silence, a backslash makes the next character plain, and a value that
 * looks like a custom field is one, also between quotes.
 */
export function readTicketSql(text: string): Query {
  const reader = new Reader([...text.matchAll(TOKEN)].map(({ groups = {} }) => groups));
  const query = reader.any();
  if (reader.hasMore()) throw new Error(`Wrong query, expecting a AGGREGATOR in '${text}'`);
  return query;
}

type Token = Readonly<Record<string, string | undefined>>;

class Reader {
  private position = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  hasMore(): boolean {
    return this.position < this.tokens.length;
  }

  any(): Query {
    const first = this.all();
    const parts = [first];
    while (this.takes('join', 'or')) parts.push(this.all());
    return parts.length === 1 ? first : { any: parts };
  }

  private all(): Query {
    const first = this.one();
    const parts = [first];
    while (this.takes('join', 'and')) parts.push(this.one());
    return parts.length === 1 ? first : { all: parts };
  }

  private one(): Query {
    if (this.takes('open')) {
      const query = this.any();
      if (!this.takes('close')) throw new Error('Incomplete query, 1 unclosed paren');
      return query;
    }
    const [key, operator, value] = [this.take('word'), this.take('operator'), this.take('word')];
    return {
      key: plain(key),
      operator: operator.toUpperCase(),
      value: plain(value),
      isQuoted: isQuoted(value) && !/^cf\.[^\n]*$/i.test(plain(value)),
    };
  }

  private takes(kind: string, word?: string): boolean {
    const found = this.tokens[this.position]?.[kind];
    if (found === undefined || (word !== undefined && found.toLowerCase() !== word)) return false;
    this.position += 1;
    return true;
  }

  private take(kind: string): string {
    const found = this.tokens[this.position]?.[kind];
    if (found === undefined) throw new Error(`Incomplete query, expecting a ${kind}`);
    this.position += 1;
    return found;
  }
}

function isQuoted(word: string): boolean {
  return /^['"]/.test(word);
}

function plain(word: string): string {
  return (isQuoted(word) ? word.slice(1, -1) : word).replaceAll(/\\(.)/g, '$1');
}
