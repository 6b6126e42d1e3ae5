import { strip, splitWords } from '../runtime/whitespace.js';
import { findEntity } from './html-entities.js';

const LONGEST_NAME = 32;
/** What the numbers 0x80 to 0x9f mean in HTML: the characters of Windows-1252. */
const WINDOWS =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';
const REFERENCE = /&(?:#(\d{1,12};?|[xX][0-9a-fA-F]{1,12};?)|([a-zA-Z0-9]{1,32});?)/g;

function characterOf(code: number): string {
  if (code >= 0x80 && code <= 0x9f) return WINDOWS.charAt(code - 0x80);
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return '\ufffd';
  const control = code < 0x20 && code !== 9 && code !== 10 && code !== 13 && code !== 12;
  return control || code === 0x7f ? '' : String.fromCodePoint(code);
}

function numericReference(body: string): string {
  const digits = body.replace(';', '');
  const code = /^[xX]/.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number(digits);
  return characterOf(code);
}

/** The longest known name at the start counts; without a semicolon only old names do. */
function namedReference(whole: string, name: string): string {
  if (whole.endsWith(';')) {
    const entity = findEntity(name);
    if (entity !== undefined) return entity.text;
  }
  for (let length = Math.min(name.length, LONGEST_NAME); length > 1; length--) {
    const entity = findEntity(name.slice(0, length));
    if (entity?.loose === true) return entity.text + whole.slice(1 + length);
  }
  return whole;
}

/** Replaces character references such as `&auml;` and `&#228;`. */
export function unescapeHtml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(REFERENCE, (whole: string, numeric: string | undefined, name: string | undefined) =>
    numeric === undefined ? namedReference(whole, name ?? '') : numericReference(numeric),
  );
}

/** Cuts out everything between two marks; an open mark without its end stays. One pass. */
function without(text: string, open: string, close: string): string {
  let result = '';
  let from = 0;
  for (let at = text.indexOf(open); at !== -1; at = text.indexOf(open, from)) {
    const end = text.indexOf(close, at);
    if (end === -1) break;
    result += text.slice(from, at);
    from = end + close.length;
  }
  return result + text.slice(from);
}

/** Text without comments and tags, white space made single, references resolved. */
export function stripTags(html: string): string {
  const text = without(without(html, '<!--', '-->'), '<', '>');
  return unescapeHtml(splitWords(strip(text)).join(' '));
}
