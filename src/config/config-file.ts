import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { didYouMean } from '../api/did-you-mean.js';
import { ConfigError } from './config.error.js';
import { LineIndex } from './line-index.js';
import type { SourceLocation } from './source-location.js';

/** A config file's text. */
export interface ConfigFile {
  readonly text: string;
  /** What messages call it: the path as it was given. */
  readonly name: string;
  /** The folder it lies in. */
  readonly folder: string;
}

/** Reads a config file. Throws `ConfigError` that says where it looked and what to do when it cannot. */
export function readConfigFile(name: string, cwd: string, maxBytes: number): ConfigFile {
  const file = resolve(cwd, name);
  const bytes = readBytes(name, file, maxBytes);
  if (!isUtf8(bytes)) failAtByte(name, bytes.toString('utf8'));
  return { text: bytes.toString('utf8'), name, folder: dirname(file) };
}

function readBytes(name: string, file: string, maxBytes: number): Buffer {
  try {
    const { size } = statSync(file);
    if (size > maxBytes) return fail(name, { message: `the file is larger than ${maxBytes} bytes` });
    return readFileSync(file);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    return fail(name, explain(error as NodeJS.ErrnoException, file));
  }
}

interface Failure {
  readonly message: string;
  readonly hint?: string;
  readonly cause?: unknown;
  readonly location?: Partial<SourceLocation>;
}

function explain(error: NodeJS.ErrnoException, file: string): Failure {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
    return { message: `there is no such file; looked for ${file}`, hint: similarFile(file), cause: error };
  if (error.code === 'EISDIR') return { message: `is a folder: ${file}`, hint: 'name the file in it', cause: error };
  return { message: `cannot be read (${error.code ?? error.message}): ${file}`, hint: 'check who may read it', cause: error };
}

function similarFile(file: string): string {
  const name = basename(file);
  const meant = didYouMean(
    name,
    listFolder(dirname(file)).filter((other) => /\.(?:ya?ml|json)$/.test(other)),
  );
  return meant === undefined ? 'create it, or name another one' : `did you mean ${meant}?`;
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // No folder, no suggestion: that the file is missing is said anyway.
  }
}

function failAtByte(name: string, text: string): never {
  const location = new LineIndex(text).at(Math.max(0, text.indexOf('\uFFFD')));
  return fail(name, { message: 'is not UTF-8 text', hint: 'save the file as UTF-8', location });
}

function fail(name: string, { message, hint, cause, location }: Failure): never {
  const at: SourceLocation = { kind: 'file', source: name, ...location };
  throw new ConfigError([{ code: 'unreadable_file', path: [], message, hint, location: at }], { name, cause });
}
