import { typeFault, valueFault } from '../errors.js';
import { integerArgument } from '../globals.js';
import { escapeText } from '../runtime/escape.js';
import { formatBraces } from '../runtime/format.js';
import { textLength } from '../runtime/iterate.js';
import type { Run } from '../runtime/run.js';
import { strip, stripEnd, stripStart } from '../runtime/whitespace.js';
import { Markup, type Value } from '../runtime/values.js';
import { dictGet } from '../runtime/dict-access.js';
import { isDict, isInteger } from '../runtime/types.js';
import { stripTags, unescapeHtml } from '../filters/striptags.js';
import { textArgument, transform } from './text-method.js';
import type { MethodDefinition } from './methods.js';

type Side = 'both' | 'start' | 'end';

/** Removes characters of a set on the sides, in one linear pass. */
export function stripCharacters(text: string, characters: string, side: Side): string {
  const set = new Set(characters);
  const units = Array.from(text);
  let start = 0;
  let end = units.length;
  if (side !== 'end') while (start < end && set.has(units[start] ?? '')) start++;
  if (side !== 'start') while (end > start && set.has(units[end - 1] ?? '')) end--;
  return units.slice(start, end).join('');
}

const STRIPPERS: Readonly<Record<Side, (text: string) => string>> = { both: strip, start: stripStart, end: stripEnd };

const stripping = (side: Side): MethodDefinition =>
  transform([['chars', null]], (_run, text, [characters]) =>
    characters === null ? STRIPPERS[side](text) : stripCharacters(text, textArgument(characters, 'The characters to strip'), side),
  );

type Place = (space: number) => number;

function padded(run: Run, text: string, width: Value, fill: Value, before: Place): string {
  const space = integerArgument(width, 'The width') - textLength(text);
  const filler = textArgument(fill, 'The fill character');
  if (textLength(filler) !== 1) throw typeFault('The fill character must be one character.');
  if (space <= 0) return text;
  run.chargeText(text.length + space);
  const left = before(space);
  return filler.repeat(left) + text + filler.repeat(space - left);
}

const padding = (before: (space: number, width: number) => number): MethodDefinition =>
  transform(['width', ['fillchar', ' ']], (run, text, [width, fill]) =>
    padded(run, text, width, fill, (space) => before(space, Number(width))),
  );

/** Half of the space, the odd one to the left when the width is odd too, as Python does it. */
export function centerSpace(space: number, width: number): number {
  return Math.floor(space / 2) + (space & width & 1);
}

function zeroFill(run: Run, text: string, [width]: readonly Value[]): string {
  const missing = integerArgument(width, 'The width') - textLength(text);
  if (missing <= 0) return text;
  run.chargeText(missing);
  const signed = text.startsWith('-') || text.startsWith('+');
  return signed ? text.charAt(0) + '0'.repeat(missing) + text.slice(1) : '0'.repeat(missing) + text;
}

function expandTabs(run: Run, text: string, [size]: readonly Value[]): string {
  const width = integerArgument(size, 'The tab size');
  let column = 0;
  let result = '';
  for (const char of text) {
    const piece = char === '\t' ? ' '.repeat(width > 0 ? width - (column % width) : 0) : char;
    column = char === '\n' || char === '\r' ? 0 : column + piece.length;
    result += piece;
    if (result.length > run.limits.textLength) run.chargeText(result.length);
  }
  return result;
}

const safe = (value: Value): Value => (typeof value === 'string' ? escapeText(value) : value);

const format: MethodDefinition = {
  parameters: 'variadic',
  call: (run, self, args, keywords) => {
    if (!(self instanceof Markup)) return formatBraces(run, self as string, args, keywords);
    return new Markup(formatBraces(run, self.text, args.map(safe), new Map([...keywords].map(([name, value]) => [name, safe(value)]))));
  },
};

function translate(_run: Run, text: string, [table]: readonly Value[]): string {
  if (!isDict(table)) throw typeFault('translate() needs a dict of character codes.');
  return Array.from(text, (char) => translated(char, dictGet(table, char.codePointAt(0)))).join('');
}

function translated(char: string, value: Value): string {
  if (value === undefined) return char;
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (isInteger(value) && value >= 0 && value <= 0x10ffff) return String.fromCodePoint(Number(value));
  throw valueFault('translate() gives characters, their codes or none.');
}

const markupOnly = (code: (text: string) => string): MethodDefinition => ({
  parameters: [],
  call: (_run, self) => {
    if (self instanceof Markup) return code(self.text);
    throw typeFault('Only text marked as safe HTML has this method; use the filter instead.');
  },
});

export const LAYOUT_METHODS: readonly (readonly [string, MethodDefinition])[] = [
  ['strip', stripping('both')],
  ['lstrip', stripping('start')],
  ['rstrip', stripping('end')],
  ['center', padding(centerSpace)],
  ['ljust', padding(() => 0)],
  ['rjust', padding((space) => space)],
  ['zfill', transform(['width'], zeroFill)],
  ['expandtabs', transform([['tabsize', 8]], expandTabs)],
  ['format', format],
  ['translate', transform(['table'], translate)],
  ['striptags', markupOnly(stripTags)],
  ['unescape', markupOnly(unescapeHtml)],
];
