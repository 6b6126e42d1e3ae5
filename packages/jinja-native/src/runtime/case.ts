import { Markup, type Value } from './values.js';

/** Lower case of texts; other values as they are. */
export function foldCaseLower(value: Value): Value {
  if (typeof value === 'string') return value.toLowerCase();
  return value instanceof Markup ? value.text.toLowerCase() : value;
}
