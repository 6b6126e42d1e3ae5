import { typeFault, valueFault } from '../errors.js';
import { integerArgument } from '../globals.js';
import { stringOf } from '../runtime/compare.js';
import { escapeHtml } from '../runtime/escape.js';
import { itemsOf } from '../runtime/iterate.js';
import { splitLines } from '../runtime/lines.js';
import type { Run } from '../runtime/run.js';
import { typeName } from '../runtime/types.js';
import { isTrue } from '../runtime/truth.js';
import { Markup, Tuple, type Value } from '../runtime/values.js';
import { isSpace, splitWords, stripStart, trimmedEnd } from '../runtime/whitespace.js';
import { textArgument, transform } from './text-method.js';
import type { MethodDefinition } from './methods.js';

type Args = readonly Value[];

const timesOf = (value: Value): number => {
  const times = integerArgument(value, 'The number of splits');
  return times < 0 ? Number.POSITIVE_INFINITY : times;
};

function separatorOf(run: Run, text: string, value: Value): string {
  const separator = textArgument(value, 'The separator');
  if (separator === '') throw valueFault('The separator cannot be empty.');
  run.chargeSearch(text, separator);
  return separator;
}

function split(run: Run, text: string, [separator, most]: Args): string[] {
  const times = timesOf(most);
  const pieces = separator === null ? splitWords(text, times) : piecesFromStart(text, separatorOf(run, text, separator), times);
  run.chargeList(pieces.length);
  return pieces;
}

function piecesFromStart(text: string, separator: string, times: number): string[] {
  const pieces = text.split(separator);
  if (pieces.length - 1 <= times) return pieces;
  return [...pieces.slice(0, times), pieces.slice(times).join(separator)];
}

function splitFromEnd(run: Run, text: string, [separator, most]: Args): string[] {
  const times = timesOf(most);
  const pieces = separator === null ? wordsFromEnd(text, times) : piecesFromEnd(text, separatorOf(run, text, separator), times);
  run.chargeList(pieces.length);
  return pieces;
}

function piecesFromEnd(text: string, separator: string, times: number): string[] {
  const pieces = text.split(separator);
  if (pieces.length - 1 <= times) return pieces;
  const cut = pieces.length - times;
  return [pieces.slice(0, cut).join(separator), ...pieces.slice(cut)];
}

function wordsFromEnd(text: string, times: number): string[] {
  const words: string[] = [];
  let end = trimmedEnd(text);
  while (end > 0) {
    if (words.length >= times) return [stripStart(text.slice(0, end)), ...words.toReversed()];
    let start = end;
    while (start > 0 && !isSpace(text.charCodeAt(start - 1))) start--;
    words.push(text.slice(start, end));
    end = trimmedEnd(text.slice(0, start));
  }
  return words.toReversed();
}

function lines(run: Run, text: string, [keepEnds]: Args): string[] {
  const result = splitLines(text, isTrue(keepEnds));
  run.chargeList(result.length);
  return result;
}

function partition(run: Run, text: string, separator: Value): Tuple {
  const wanted = separatorOf(run, text, separator);
  const at = text.indexOf(wanted);
  return at === -1 ? new Tuple([text, '', '']) : new Tuple([text.slice(0, at), wanted, text.slice(at + wanted.length)]);
}

function partitionFromEnd(run: Run, text: string, separator: Value): Tuple {
  const wanted = separatorOf(run, text, separator);
  const at = text.lastIndexOf(wanted);
  return at === -1 ? new Tuple(['', '', text]) : new Tuple([text.slice(0, at), wanted, text.slice(at + wanted.length)]);
}

function textItem(value: Value, index: number): string {
  const text = stringOf(value);
  if (text === undefined)
    throw typeFault(`join() needs texts, but item ${index} is ${typeName(value)}; use the filter join for other values.`);
  return text;
}

const join: MethodDefinition = {
  parameters: ['iterable'],
  call: (run, self, [iterable]) => {
    const items = itemsOf(run, iterable);
    const safe = self instanceof Markup;
    const texts = items.map((item, index) => (safe ? escapeHtml(item) : textItem(item, index)));
    const joined = joinChecked(run, texts, textArgument(self, 'The separator'));
    return safe ? new Markup(joined) : joined;
  },
};

/** Joins texts after their length was checked. */
export function joinChecked(run: Run, texts: readonly string[], separator: string): string {
  run.chargeText(texts.reduce((sum, text) => sum + text.length, separator.length * Math.max(0, texts.length - 1)));
  return texts.join(separator);
}

const SPLIT_PARAMETERS = [
  ['sep', null],
  ['maxsplit', -1],
] as const;

export const SPLIT_METHODS: readonly (readonly [string, MethodDefinition])[] = [
  ['split', transform(SPLIT_PARAMETERS, split)],
  ['rsplit', transform(SPLIT_PARAMETERS, splitFromEnd)],
  ['splitlines', transform([['keepends', false]], lines)],
  ['partition', transform(['sep'], (run, text, [separator]) => partition(run, text, separator))],
  ['rpartition', transform(['sep'], (run, text, [separator]) => partitionFromEnd(run, text, separator))],
  ['join', join],
];
