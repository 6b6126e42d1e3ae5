import { typeFault } from '../errors.js';
import { joinChecked } from '../methods/string-split.js';
import { filter, type FilterDefinition, type Invocation } from '../registry.js';
import { characters, lengthOf, textLength } from '../runtime/iterate.js';
import { splitLines } from '../runtime/lines.js';
import { Markup, type Value } from '../runtime/values.js';
import { integer, text, truth } from './shared.js';
import { wrapLine } from './wrapping.js';

type Args = readonly Value[];

/** Safe markup stays safe markup. */
const rewrapped = (input: Value, result: string): Value => (input instanceof Markup ? new Markup(result) : result);

/** Cuts text to a length, at a space unless `killwords` is set; texts a little too long (`leeway`) stay whole. */
function truncate({ run }: Invocation, value: Value, [lengthArgument, killWords, endArgument, leewayArgument]: Args): Value {
  const length = integer(lengthArgument, 'The length');
  const end = text(endArgument, 'The end');
  const leeway = leewayArgument === null ? 5 : integer(leewayArgument, 'The leeway');
  if (length < textLength(end))
    throw typeFault(`The length of truncate must be at least ${textLength(end)}, the length of its end, got ${length}.`);
  if (leeway < 0) throw typeFault(`The leeway of truncate must be 0 or more, got ${leeway}.`);
  const size = lengthOf(value);
  if (size !== undefined && size <= length + leeway) return value;
  const source = text(value, 'The input of truncate');
  run.chargeText(source.length);
  const cut = characters(source)
    .slice(0, length - textLength(end))
    .join('');
  return rewrapped(value, (truth(killWords) || !cut.includes(' ') ? cut : cut.slice(0, cut.lastIndexOf(' '))) + end);
}

function wordWrap({ run }: Invocation, value: Value, [widthArgument, breakLong, separator, breakOnHyphens]: Args): Value {
  const width = integer(widthArgument, 'The width');
  if (width < 1) throw typeFault(`The width of wordwrap must be 1 or more, got ${width}.`);
  const joiner = separator === null ? '\n' : text(separator, 'The separator');
  const options = { width, breakLongWords: truth(breakLong), breakOnHyphens: truth(breakOnHyphens) };
  const source = text(value, 'The input of wordwrap');
  run.chargeText(source.length * 8);
  const lines = splitLines(source).map((line) => wrapLine(line, options).join(joiner));
  return rewrapped(value, joinChecked(run, lines, joiner));
}

export const LAYOUT_FILTERS: readonly FilterDefinition[] = [
  filter(
    'truncate',
    [
      ['length', 255],
      ['killwords', false],
      ['end', '...'],
      ['leeway', null],
    ],
    truncate,
  ),
  filter(
    'wordwrap',
    [
      ['width', 79],
      ['break_long_words', true],
      ['wrapstring', null],
      ['break_on_hyphens', true],
    ],
    wordWrap,
  ),
];
