import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'dotenv';
import type { SourceLocation } from './source-location.js';

/** A variable of the environment or of a `.env` file. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly at: SourceLocation;
}

/** Reads the first of `files` that exists; no variables when none does. Nothing is written into `process.env`. */
export function readDotenv(files: readonly string[], shownAs: (file: string) => string): readonly Variable[] {
  for (const file of files) {
    const text = readIfThere(resolve(file));
    if (text !== undefined) return parseDotenv(text, shownAs(file));
  }
  return [];
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The variables of a `.env` text, each with the line it stands in (the last one, when it is there twice: that is the one that counts). */
export function parseDotenv(text: string, source: string): readonly Variable[] {
  const lines = new Map<string, number>();
  text.split(/\r\n|\r|\n/).forEach((line, i) => {
    const name = /^\s*(?:export\s+)?([\w.-]+)\s*[=:]/.exec(line)?.[1];
    if (name !== undefined) lines.set(name, i + 1);
  });
  return Object.entries(parse(text)).map(([name, value]) => ({ name, value, at: { kind: 'dotenv', source, line: lines.get(name) } }));
}
