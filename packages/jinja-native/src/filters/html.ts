import { typeFault, valueFault } from '../errors.js';
import { filter, type FilterDefinition, type Invocation } from '../registry.js';
import { dictEntries } from '../runtime/dict-access.js';
import { escapeHtml, escapeText } from '../runtime/escape.js';
import { isIterable, itemsOf, undefinedFault } from '../runtime/iterate.js';
import type { Run } from '../runtime/run.js';
import { isDict, typeName } from '../runtime/types.js';
import { isUndefined, Markup, type Value } from '../runtime/values.js';
import { softText, text, truth } from './shared.js';
import { stripTags } from './striptags.js';
import { urlizeText, urlizeOptions } from './urlize.js';

type Args = readonly Value[];

function escape({ run }: Invocation, value: Value): Markup {
  if (value instanceof Markup) return value;
  const html = escapeText(softText(run, value));
  run.chargeText(html.length);
  return new Markup(html);
}

function forceEscape({ run }: Invocation, value: Value): Markup {
  return new Markup(escapeText(softText(run, value)));
}

const HALF_CHARACTER = /\p{Cs}/u;

/** Percent-encodes UTF-8 bytes of everything but letters, digits and `_.-~/`. */
function percentEncode(source: string): string {
  if (HALF_CHARACTER.test(source)) throw valueFault('This text holds half a character and cannot be encoded for a URL.');
  const encoded = encodeURIComponent(source).replaceAll('%2F', '/');
  return encoded.replaceAll(/[!*'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Names and values as a query, or one text as part of a path. */
function urlEncode({ run }: Invocation, value: Value): string {
  if (typeof value === 'string' || value instanceof Markup || !isIterable(value) || isUndefined(value))
    return percentEncode(softText(run, value));
  const pairs = isDict(value) ? dictEntries(value) : itemsOf(run, value).map((pair) => pairOf(run, pair));
  const encode = (part: Value) => percentEncode(softText(run, part)).replaceAll('/', '%2F').replaceAll('%20', '+');
  return pairs.map(([key, item]) => `${encode(key)}=${encode(item)}`).join('&');
}

function pairOf(run: Run, value: Value): readonly [Value, Value] {
  const [key, item, ...more] = itemsOf(run, value);
  if (more.length > 0 || item === undefined) throw valueFault('The filter urlencode needs text, a dict or pairs.');
  return [key, item];
}

const BAD_NAME = /[\s/>=]/;

/** Attributes of a tag from a dict; none and missing values are left out. */
function xmlAttributes({ run, autoescape }: Invocation, value: Value, [space]: Args): Value {
  if (isUndefined(value)) throw undefinedFault(value);
  if (!isDict(value)) throw typeFault(`The filter xmlattr needs a dict, got ${typeName(value)}.`);
  const parts: string[] = [];
  for (const [key, item] of dictEntries(value)) {
    if (item === null || isUndefined(item)) continue;
    const name = text(key, 'The name of an attribute');
    if (BAD_NAME.test(name)) throw valueFault(`${JSON.stringify(name)} cannot be the name of an attribute.`);
    parts.push(`${escapeHtml(key instanceof Markup ? key : name)}="${escapeHtml(item instanceof Markup ? item : softText(run, item))}"`);
  }
  const html = (truth(space) && parts.length > 0 ? ' ' : '') + parts.join(' ');
  return autoescape ? new Markup(html) : html;
}

function urlize(invocation: Invocation, value: Value, args: Args): Value {
  const html = urlizeText(
    invocation.run,
    escapeHtml(value instanceof Markup ? value : softText(invocation.run, value)),
    urlizeOptions(args),
  );
  return invocation.autoescape ? new Markup(html) : html;
}

const URLIZE_PARAMETERS = [
  ['trim_url_limit', null],
  ['nofollow', false],
  ['target', null],
  ['rel', null],
  ['extra_schemes', null],
] as const;

export const HTML_FILTERS: readonly FilterDefinition[] = [
  filter('escape', [], escape),
  filter('forceescape', [], forceEscape),
  filter('safe', [], ({ run }, value) => (value instanceof Markup ? value : new Markup(softText(run, value)))),
  filter('striptags', [], ({ run }, value) => stripTags(softText(run, value))),
  filter('urlencode', [], urlEncode),
  filter('xmlattr', [['autospace', true]], xmlAttributes),
  filter('urlize', URLIZE_PARAMETERS, urlize),
];
