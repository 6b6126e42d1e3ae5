import {
  boolCoreTag,
  floatCoreTag,
  getScalarValue,
  intCoreTag,
  NOT_RESOLVED,
  nullCoreTag,
  SCALAR_STYLE,
  strTag,
  type ScalarEvent,
  type ScalarTagDefinition,
} from 'js-yaml';

/** What a YAML scalar means, or why it means nothing. */
export type ScalarReading = { readonly value: string | number | boolean | null } | { readonly problem: string; readonly hint: string };

/** The types of YAML 1.2: `yes`, `on`, `2026-01-01` and `0:01:00` are texts. */
const CORE_TAGS: readonly ScalarTagDefinition[] = [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag];
const TAGS_BY_NAME = new Map<string, ScalarTagDefinition>([
  ['!', strTag],
  ['!!str', strTag],
  ['!!null', nullCoreTag],
  ['!!bool', boolCoreTag],
  ['!!int', intCoreTag],
  ['!!float', floatCoreTag],
]);

/** Reads a scalar; `tag` is what stands before it (`!!str`), empty when nothing does. */
export function readScalar(source: string, event: ScalarEvent, tag: string): ScalarReading {
  const text = getScalarValue(source, event);
  if (tag !== '') return readTagged(text, tag);
  return event.style === SCALAR_STYLE.PLAIN ? readPlain(text) : { value: text };
}

function readPlain(text: string): ScalarReading {
  for (const tag of CORE_TAGS) {
    const value: unknown = tag.resolve(text, false, tag.tagName);
    if (value !== NOT_RESOLVED) return checkExact(text, value as number | boolean | null);
  }
  return { value: text };
}

function readTagged(text: string, name: string): ScalarReading {
  const tag = TAGS_BY_NAME.get(name);
  if (tag === undefined) return { problem: `has the YAML tag ${name}, which is not supported`, hint: 'leave the tag out' };
  const value: unknown = tag.resolve(text, true, tag.tagName);
  if (value === NOT_RESOLVED) return { problem: `has the YAML tag ${name}, but is nothing of that kind`, hint: 'leave the tag out' };
  return checkExact(text, value as string | number | boolean | null);
}

/** A long id written as a number would quietly become another one. */
function checkExact(text: string, value: string | number | boolean | null): ScalarReading {
  const isInexact = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && /^[-+]?\d+$/.test(text);
  return isInexact ? { problem: 'is a number with too many digits to be exact', hint: 'put it in quotes to make it a text' } : { value };
}

/** Where a scalar begins for the reader: at its quote, at the first letter of a block. `undefined` for an empty one. */
export function scalarOffset(event: ScalarEvent, text: string): number | undefined {
  if (event.valueStart < 0) return undefined;
  if (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED) return event.valueStart - 1;
  if (event.style === SCALAR_STYLE.PLAIN) return event.valueStart;
  const blank = /[ \r\n]*/y;
  blank.lastIndex = event.valueStart;
  return Math.min(event.valueStart + (blank.exec(text)?.[0].length ?? 0), text.length);
}
