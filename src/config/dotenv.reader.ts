import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { parse } from 'dotenv';
import type { ProblemList, ReportedProblem } from './problem-list.js';
import type { SourceLocation } from './source-location.js';

/** A variable of the environment or of a `.env` file. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly at: SourceLocation;
}

/** Reads the first of `files` that exists, and calls it `name`; `undefined` when none does. Nothing is written into `process.env`. */
export function readDotenv(files: readonly string[], name: string, problems: ProblemList): readonly Variable[] | undefined {
  const file = files.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
  if (file === undefined) return undefined;
  try {
    const bytes = readFileSync(file);
    if (isUtf8(bytes)) return parseDotenv(bytes.toString('utf8'), name);
    problems.add({ ...unreadable(name, 'is not UTF-8 text'), hint: 'save the file as UTF-8' });
    return [];
  } catch (error) {
    problems.add(unreadable(name, `cannot be read (${(error as NodeJS.ErrnoException).code})`));
    return [];
  }
}

/** The problem of a `.env` file that was asked for and cannot be read. */
export function unreadable(name: string, message: string): ReportedProblem {
  return { code: 'unreadable_file', path: [], message, location: { kind: 'dotenv', source: name } };
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
