import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { causeOf, ModelProblem } from '../model/model-problem.js';
import { readCsv } from './csv.js';

/** A text whose label is known. */
export interface Example {
  readonly text: string;
  readonly label: string;
}

/** An entry of a file, before it is known to be an example. */
interface Entry {
  /** Such as `line 3`. */
  readonly where: string;
  readonly value: unknown;
}

const KINDS: Readonly<Record<string, (text: string) => readonly Entry[]>> = {
  '.csv': csvEntries,
  '.tsv': csvEntries,
  '.json': jsonEntries,
  '.jsonl': lineEntries,
  '.ndjson': lineEntries,
};
/** So many mistakes are told at once. */
const MOST_TOLD = 10;

/**
 * Reads examples from a file: by its ending CSV, JSON or JSON Lines.
 *
 * @throws ModelProblem with all that is wrong with it
 */
export async function readExamples(file: string): Promise<readonly Example[]> {
  const kind = KINDS[extname(file).toLowerCase()];
  if (kind === undefined)
    throw bad(file, 'its ending is not known', `name it ${Object.keys(KINDS).join(', ')}; examples can also stand in the config`);
  let entries: readonly Entry[];
  try {
    entries = kind(new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file)));
  } catch (error) {
    throw bad(file, causeOf(error), 'check that it is there, saved as UTF-8, and complete');
  }
  const wrong = entries.filter(({ value }) => !isExample(value)).map(({ where }) => where);
  if (wrong.length === 0) return entries.map(({ value }) => value as Example);
  const told = `${wrong.slice(0, MOST_TOLD).join(', ')}${wrong.length > MOST_TOLD ? ` and ${wrong.length - MOST_TOLD} more` : ''}`;
  throw bad(file, `without a text and a label: ${told}`, 'give each example a text and a label, both texts and not empty');
}

function csvEntries(text: string): readonly Entry[] {
  const [head, ...rows] = readCsv(text);
  const columns = head?.fields.map((name) => name.trim().toLowerCase()) ?? [];
  if (!columns.includes('text') || !columns.includes('label')) throw new Error('its first line does not name the columns text and label');
  return rows.map(({ line, fields }) => ({
    where: `line ${line}`,
    value: { text: fields[columns.indexOf('text')], label: fields[columns.indexOf('label')]?.trim() },
  }));
}

function jsonEntries(text: string): readonly Entry[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new Error('it holds no list');
  return list.map((value: unknown, i) => ({ where: `entry ${i + 1}`, value }));
}

function lineEntries(text: string): readonly Entry[] {
  return text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : { where: `line ${i + 1}`, value: objectIn(line) }));
}

/** A line that is no JSON is told with the others. */
function objectIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isExample(value: unknown): value is Example {
  if (typeof value !== 'object' || value === null) return false;
  const { text, label } = value as Readonly<Record<string, unknown>>;
  return [text, label].every((part) => typeof part === 'string' && part.trim() !== '');
}

function bad(file: string, what: string, hint: string): ModelProblem {
  return new ModelProblem({ problem: 'bad_examples', message: `the examples of ${file} cannot be used: ${what}`, hint });
}
