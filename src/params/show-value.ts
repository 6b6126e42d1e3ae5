import { Secret } from '../api/secret.js';

const LONGEST = 40;

/** A rendered text that may be shown: a name or a number. Anything else may be what a customer wrote. */
const NAME_LIKE = /^[\w:.+-]{1,40}$/;

/**
 * A value as a problem names it: `"ten"`, `5`, `a list`. Shortened; never the text of a secret.
 * What a template gave may be a ticket's text, which is personal: it is shown only when it looks like a name.
 */
export function showValue(value: unknown, rendered: boolean): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'string') return showText(value, rendered);
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Secret) return 'a secret';
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value}`;
}

function showText(text: string, rendered: boolean): string {
  if (rendered && text !== '' && !NAME_LIKE.test(text)) return `a text of ${text.length} characters`;
  return JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}
