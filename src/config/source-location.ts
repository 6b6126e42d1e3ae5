import type { ConfigPath } from './config-path.js';

/** The kinds of sources a config is read from, in the order in which problems are listed. */
const SOURCE_ORDER = ['file', 'dotenv', 'environment', 'options'] as const;

/** Where a value came from. */
export interface SourceLocation {
  readonly kind: (typeof SOURCE_ORDER)[number];
  /** What to call it: a file's name, `environment variable OTAI__X`, `forRoot options`. */
  readonly source: string;
  /** 1-based; absent when the source has no lines. */
  readonly line?: number | undefined;
  /** 1-based, in characters. */
  readonly column?: number | undefined;
}

/** A location as people and editors read it: `config.yml:42:7`, `.env:3`, `environment variable OTAI__X`. */
export function formatLocation({ source, line, column }: SourceLocation): string {
  return [source, line, column].filter((part) => part !== undefined).join(':');
}

/** Orders locations as a reader meets them: the file from top to bottom, then `.env`, then the environment, then options. */
export function compareLocations(a: SourceLocation | undefined, b: SourceLocation | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return (
    SOURCE_ORDER.indexOf(a.kind) - SOURCE_ORDER.indexOf(b.kind) ||
    compareTexts(a.source, b.source) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0)
  );
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Which of the two places of an entry a problem is about: its key (unknown, duplicate) or its value (all else). */
export type KeyOrValue = 'key' | 'value';

/** Says where the value (or key) at a path came from; for a path that does not exist, where the nearest entry above it did. */
export type Locate = (path: ConfigPath, at?: KeyOrValue) => SourceLocation | undefined;
