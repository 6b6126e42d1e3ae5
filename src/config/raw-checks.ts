import { didYouMean } from '../api/did-you-mean.js';
import type { ConfigPath } from './config-path.js';
import type { RawMap } from './otai-config.js';
import type { ProblemList } from './problem-list.js';

/** A value of a config with its place and the list its problems go to. */
export interface Raw {
  readonly value: unknown;
  readonly path: ConfigPath;
  readonly problems: ProblemList;
}

/** Which keys a mapping may have. */
export interface KeyRules {
  readonly known: readonly string[];
  /** Words that people write by mistake: word -> the known key they mean. */
  readonly synonyms?: Readonly<Record<string, string>> | undefined;
  /** Keys that belong elsewhere: key -> what to do with it. */
  readonly misplaced?: Readonly<Record<string, string>> | undefined;
}

/** The value under a key of a mapping. */
export function at(raw: Raw, key: string | number): Raw {
  const value = raw.value as Readonly<Record<string | number, unknown>> | null | undefined;
  const has = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  return { value: has ? value[key] : undefined, path: [...raw.path, key], problems: raw.problems };
}

/** Reports every key that `rules` don't know, with what was probably meant. */
export function checkKeys(raw: Raw, map: RawMap, rules: KeyRules): void {
  for (const key of Object.keys(map)) {
    if (!rules.known.includes(key)) reportKey(raw, key, rules);
  }
}

function reportKey({ path, problems }: Raw, key: string, { known, synonyms = {}, misplaced = {} }: KeyRules): void {
  const problem = { path: [...path, key], at: 'key' } as const;
  if (Object.hasOwn(misplaced, key)) {
    problems.add({ ...problem, code: 'misplaced_key', message: 'does not belong here', hint: misplaced[key] });
    problems.excuse([...path, 'params', key]);
    return;
  }
  const meant = Object.hasOwn(synonyms, key) ? synonyms[key] : didYouMean(key, known);
  const hint = meant === undefined ? `known keys: ${known.join(', ')}` : `did you mean "${meant}"?`;
  problems.add({ ...problem, code: 'unknown_key', message: 'is not a known key', hint });
  if (meant !== undefined) problems.excuse([...path, meant]);
}

/** A mapping; `{}` (and a problem, unless nothing is there) for anything else. */
export function readMap(raw: Raw, hint?: string): RawMap {
  if (raw.value === undefined || raw.value === null) return {};
  if (isMap(raw.value)) return raw.value;
  wrongType(raw, 'a mapping', hint);
  return {};
}

/** A list; `[]` (and a problem, unless nothing is there) for anything else. */
export function readList(raw: Raw, hint?: string): readonly unknown[] {
  if (raw.value === undefined || raw.value === null) return [];
  if (Array.isArray(raw.value)) return raw.value;
  wrongType(raw, 'a list', hint);
  return [];
}

/** A text; `undefined` when nothing is there, and with a problem for anything else. */
export function readText(raw: Raw): string | undefined {
  if (raw.value === undefined || raw.value === null) return undefined;
  if (typeof raw.value === 'string') return raw.value;
  wrongType(raw, 'a text', typeof raw.value === 'number' || typeof raw.value === 'boolean' ? 'put it in quotes' : undefined);
  return undefined;
}

/** A text that must be there and hold more than blanks; `undefined` with a problem otherwise. */
export function readRequiredText(raw: Raw, hint?: string): string | undefined {
  const text = readText(raw);
  if (raw.value === undefined || raw.value === null || text?.trim() === '') missing(raw, hint);
  return text?.trim() === '' ? undefined : text;
}

/** True or false, also as the texts that environment variables give; `undefined` when nothing is there. */
export function readBoolean(raw: Raw): boolean | undefined {
  if (raw.value === undefined || raw.value === null) return undefined;
  if (typeof raw.value === 'boolean') return raw.value;
  if (raw.value === 'true' || raw.value === 'false') return raw.value === 'true';
  wrongType(raw, 'true or false');
  return undefined;
}

/** Which whole numbers are right, and what else may be. */
export interface IntegerBounds {
  readonly from: number;
  readonly to: number;
  readonly hint?: string | undefined;
}

/** A whole number within limits, also as the text that an environment variable gives; `undefined` when nothing is there, and with a problem for anything else. */
export function readInteger(raw: Raw, { from, to, hint }: IntegerBounds): number | undefined {
  if (raw.value === undefined || raw.value === null) return undefined;
  const value = typeof raw.value === 'string' && /^\d{1,9}$/.test(raw.value) ? Number(raw.value) : raw.value;
  if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
  const expected = `a whole number from ${from} to ${to}`;
  if (typeof value !== 'number') wrongType(raw, expected, hint);
  else raw.problems.add({ code: 'bad_value', path: raw.path, message: `must be ${expected}, but is ${value}`, hint });
  return undefined;
}

/** One of some words, in any case; `undefined` when nothing is there, and with a problem for another. */
export function readWord<T extends string>(raw: Raw, words: readonly T[]): T | undefined {
  const text = readText(raw);
  if (text === undefined) return undefined;
  const word = words.find((candidate) => candidate.toLowerCase() === text.toLowerCase());
  if (word !== undefined) return word;
  const meant = didYouMean(text, words);
  raw.problems.add({
    code: 'bad_value',
    path: raw.path,
    message: `must be one of ${words.join(', ')}, but is ${quote(text)}`,
    hint: meant === undefined ? undefined : `did you mean "${meant}"?`,
  });
  return undefined;
}

/** Reports that something of another type was expected. What was found is named by kind only: it may be a secret in the wrong place. */
export function wrongType(raw: Raw, expected: string, hint?: string): void {
  raw.problems.add({ code: 'wrong_type', path: raw.path, message: `must be ${expected}, but is ${kindOf(raw.value)}`, hint });
}

/** Reports that something has to be there. */
export function missing(raw: Raw, hint?: string): void {
  raw.problems.add({ code: 'missing_key', path: raw.path, message: 'is missing', hint });
}

/** A text in quotes, shortened for a message. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}

/** Whether a raw value is a mapping. */
export function isMap(value: unknown): value is RawMap {
  if (typeof value !== 'object' || value === null) return false;
  return Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (isMap(value)) return 'a mapping';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'object' ? 'another object' : `a ${typeof value}`;
}
