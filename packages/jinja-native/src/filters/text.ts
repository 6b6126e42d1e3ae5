import { typeFault } from '../errors.js';
import { capitalized } from '../methods/string-case.js';
import { centerSpace, stripCharacters } from '../methods/string-layout.js';
import { replaceText } from '../methods/string-search.js';
import { filter, type FilterDefinition, type Invocation, variadicFilter } from '../registry.js';
import { Dict } from '../runtime/dict.js';
import { escapeHtml } from '../runtime/escape.js';
import { textLength, undefinedFault } from '../runtime/iterate.js';
import { splitLines } from '../runtime/lines.js';
import { formatPercent } from '../runtime/percent.js';
import { numeric } from '../runtime/compare.js';
import { parseFloatText } from '../runtime/number-text.js';
import { typeName } from '../runtime/types.js';
import { isUndefined, Markup, Tuple, type Value } from '../runtime/values.js';
import { strip } from '../runtime/whitespace.js';
import { changeText, integer, softText, text, truth } from './shared.js';

type Args = readonly Value[];

/** `Hello World-Foo (bar)` → a capital behind white space and - ( { [ < only, the rest lower case. */
function titleWords(value: string): string {
  return value
    .split(/([-\s({[<]+)/)
    .map((word) => (word === '' ? '' : firstUpper(word)))
    .join('');
}

function firstUpper(word: string): string {
  const [first = ''] = word;
  return first.toUpperCase() + word.slice(first.length).toLowerCase();
}

function trim({ run }: Invocation, value: Value, [characters]: Args): Value {
  return changeText(run, value, (source) =>
    characters === null ? strip(source) : stripCharacters(source, text(characters, 'The characters to trim'), 'both'),
  );
}

function replace({ run, autoescape }: Invocation, value: Value, [from, to, count]: Args): Value {
  const most = count === null ? -1 : integer(count, 'The count of replace');
  const [oldText, newText] = [softText(run, from), softText(run, to)];
  if (!autoescape) return replaceText(run, softText(run, value), oldText, newText, most);
  const mixed = from instanceof Markup || (to instanceof Markup && !(value instanceof Markup));
  if (!mixed && !(value instanceof Markup)) return replaceText(run, softText(run, value), oldText, newText, most);
  const safe = (part: Value) => escapeHtml(part instanceof Markup ? part : softText(run, part));
  return new Markup(replaceText(run, safe(value), safe(from), safe(to), most));
}

function center({ run }: Invocation, value: Value, [width]: Args): Value {
  const size = integer(width, 'The width');
  return changeText(run, value, (source) => {
    const space = size - textLength(source);
    if (space <= 0) return source;
    run.chargeText(size);
    const before = centerSpace(space, size);
    return ' '.repeat(before) + source + ' '.repeat(space - before);
  });
}

function indent({ run }: Invocation, value: Value, [width, first, blank]: Args): Value {
  const margin =
    typeof width === 'string' || width instanceof Markup ? text(width, 'The width') : ' '.repeat(Math.max(0, checkedWidth(run, width)));
  text(value, 'The input of indent');
  return changeText(run, value, (source) => {
    const [head = '', ...rest] = splitLines(`${source}\n`);
    run.chargeText(source.length + (rest.length + 1) * margin.length);
    const keep = (line: string) => (line !== '' || truth(blank) ? margin + line : line);
    return (truth(first) ? margin : '') + [head, ...rest.map(keep)].join('\n');
  });
}

function checkedWidth(run: Invocation['run'], width: Value): number {
  const size = integer(width, 'The width');
  run.chargeText(Math.max(0, size));
  return size;
}

/** Values of `format`: either in order or by name. */
const format = variadicFilter('format', ({ run }, value, args, keywords) => {
  if (args.length > 0 && keywords.size > 0) throw typeFault('The filter format takes values in order or by name, not both.');
  const values = keywords.size > 0 ? Dict.from(keywords) : new Tuple(args);
  return formatPercent(run, value instanceof Markup ? value : softText(run, value), values);
});

function wordCount({ run }: Invocation, value: Value): number {
  return softText(run, value).match(/[\p{L}\p{N}_\p{Mn}\p{Mc}]+/gu)?.length ?? 0;
}

const SIZE_NAMES = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];

function fileSize({ run }: Invocation, value: Value, [binary]: Args): string {
  if (isUndefined(value)) throw undefinedFault(value);
  const bytes = Number(numeric(value) ?? parseFloatText(softText(run, value)));
  if (!Number.isFinite(bytes)) throw typeFault(`The filter filesizeformat needs a number, got ${typeName(value)}.`);
  const base = truth(binary) ? 1024 : 1000;
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  const step = SIZE_NAMES.findIndex((_name, index) => bytes < base ** (index + 2));
  const power = step === -1 ? SIZE_NAMES.length : step + 1;
  const prefix = SIZE_NAMES[power - 1] ?? '';
  return `${formatPercent(run, '%.1f', bytes / base ** power) as string} ${truth(binary) ? `${prefix.toUpperCase()}iB` : `${prefix}B`}`;
}

const changing = (name: string, change: (source: string) => string): FilterDefinition =>
  filter(name, [], ({ run }, value) => changeText(run, value, change));

export const TEXT_FILTERS: readonly FilterDefinition[] = [
  changing('upper', (source) => source.toUpperCase()),
  changing('lower', (source) => source.toLowerCase()),
  changing('capitalize', capitalized),
  filter('title', [], ({ run }, value) => titleWords(softText(run, value))),
  filter('trim', [['chars', null]], trim),
  filter('replace', ['old', 'new', ['count', null]], replace),
  filter('center', [['width', 80]], center),
  filter(
    'indent',
    [
      ['width', 4],
      ['first', false],
      ['blank', false],
    ],
    indent,
  ),
  filter('string', [], ({ run }, value) => (value instanceof Markup ? value : softText(run, value))),
  filter('wordcount', [], wordCount),
  filter('filesizeformat', [['binary', false]], fileSize),
  format,
];
