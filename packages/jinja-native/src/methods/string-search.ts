import { typeFault, valueFault } from '../errors.js';
import { integerArgument } from '../globals.js';
import { isSimpleText, textLength } from '../runtime/iterate.js';
import type { Run } from '../runtime/run.js';
import { getSlice } from '../runtime/slices.js';
import { stringOf } from '../runtime/compare.js';
import { Tuple, type Value } from '../runtime/values.js';
import { check, textArgument, transform } from './text-method.js';
import type { MethodDefinition } from './methods.js';

type Args = readonly Value[];

/** The part of the text between two bounds, and where it starts. */
function window(run: Run, text: string, [, start, stop]: Args): { part: string; from: number } | undefined {
  if (start === null && stop === null) return { part: text, from: 0 };
  const length = textLength(text);
  const number = start === null ? 0 : integerArgument(start, 'The start');
  const from = number < 0 ? Math.max(0, number + length) : number;
  if (from > length) return undefined;
  return { part: String(getSlice(run, text, { start: from, stop, step: null })), from };
}

function find(run: Run, text: string, args: Args, search: (part: string, wanted: string) => number): number {
  const wanted = textArgument(args[0], 'The text to find');
  const place = window(run, text, args);
  if (place === undefined) return -1;
  run.chargeSearch(place.part, wanted);
  const at = search(place.part, wanted);
  if (at === -1) return -1;
  return place.from + (isSimpleText(place.part) ? at : textLength(place.part.slice(0, at)));
}

const first = (part: string, wanted: string): number => part.indexOf(wanted);
const last = (part: string, wanted: string): number => part.lastIndexOf(wanted);

function mustFind(run: Run, text: string, args: Args, search: typeof first): number {
  const at = find(run, text, args, search);
  if (at === -1) throw valueFault(`The text does not contain ${JSON.stringify(textArgument(args[0], 'The text to find'))}.`);
  return at;
}

/** How often a text occurs, without overlaps. */
function count(run: Run, text: string, args: Args): number {
  const wanted = textArgument(args[0], 'The text to count');
  const part = window(run, text, args)?.part;
  if (part === undefined) return 0;
  run.chargeSearch(part, wanted);
  return wanted === '' ? textLength(part) + 1 : part.split(wanted).length - 1;
}

function matchesEdge(run: Run, text: string, args: Args, test: (part: string, edge: string) => boolean): boolean {
  const [wanted] = args;
  const edges = wanted instanceof Tuple ? wanted.items : [wanted];
  const part = window(run, text, args)?.part;
  return edges.some((edge) => {
    const wantedText = stringOf(edge);
    if (wantedText === undefined) throw typeFault('startswith() and endswith() take text or a tuple of texts.');
    return part !== undefined && test(part, wantedText);
  });
}

/** Replaces at most `most` times; without a bound when it is negative. */
export function replaceText(run: Run, text: string, from: string, to: string, most: number): string {
  if (from === '') return insertEverywhere(run, text, to, most);
  run.chargeSearch(text, from);
  const pieces = text.split(from);
  const times = most < 0 ? pieces.length - 1 : Math.min(most, pieces.length - 1);
  run.charge(pieces.length);
  run.chargeText(text.length + times * Math.max(0, to.length - from.length));
  return (
    pieces.slice(0, times + 1).join(to) +
    pieces
      .slice(times + 1)
      .map((piece) => from + piece)
      .join('')
  );
}

/** An empty text is found before every character and at the end. */
function insertEverywhere(run: Run, text: string, insert: string, most: number): string {
  const units = Array.from(text);
  const times = most < 0 ? units.length + 1 : Math.min(most, units.length + 1);
  run.chargeText(text.length + times * insert.length);
  let result = '';
  units.forEach((char, index) => (result += (index < times ? insert : '') + char));
  return result + (times > units.length ? insert : '');
}

function replace(run: Run, text: string, [from, to, most]: Args): string {
  const times = integerArgument(most, 'The count of replace()');
  return replaceText(run, text, textArgument(from, 'The text to replace'), textArgument(to, 'The replacement'), times);
}

const BOUNDS = [
  ['start', null],
  ['end', null],
] as const;

export const SEARCH_METHODS: readonly (readonly [string, MethodDefinition])[] = [
  ['find', check(['sub', ...BOUNDS], (run, text, args) => find(run, text, args, first))],
  ['rfind', check(['sub', ...BOUNDS], (run, text, args) => find(run, text, args, last))],
  ['index', check(['sub', ...BOUNDS], (run, text, args) => mustFind(run, text, args, first))],
  ['rindex', check(['sub', ...BOUNDS], (run, text, args) => mustFind(run, text, args, last))],
  ['count', check(['sub', ...BOUNDS], count)],
  ['startswith', check(['prefix', ...BOUNDS], (run, text, args) => matchesEdge(run, text, args, (part, edge) => part.startsWith(edge)))],
  ['endswith', check(['suffix', ...BOUNDS], (run, text, args) => matchesEdge(run, text, args, (part, edge) => part.endsWith(edge)))],
  ['replace', transform(['old', 'new', ['count', -1]], replace)],
  ['removeprefix', transform(['prefix'], (_run, text, [edge]) => withoutPrefix(text, textArgument(edge, 'The prefix')))],
  ['removesuffix', transform(['suffix'], (_run, text, [edge]) => withoutSuffix(text, textArgument(edge, 'The suffix')))],
];

function withoutPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function withoutSuffix(text: string, suffix: string): string {
  return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
}
