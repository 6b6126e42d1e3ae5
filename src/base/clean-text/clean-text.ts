import { cleanText, cutText } from '../local-helpdesk/mail/clean-text.js';
import { htmlToText } from '../local-helpdesk/mail/html-text.js';
import { sayAnything } from './lines.js';
import { withoutQuotes } from './quoted-replies.js';
import { withoutSignature } from './signature.js';

/** What a text is before it is cleaned. */
export const TEXT_FORMATS = ['auto', 'text', 'html'] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

/** What to do with a text. */
export interface CleaningOptions {
  readonly format: TextFormat;
  readonly remove_quotes: boolean;
  readonly remove_signature: boolean;
  /** In characters. */
  readonly max_length: number;
}

/** A text without what disturbs. */
export interface CleanedText {
  readonly text: string;
  /** Whether the end was cut off. */
  readonly truncated: boolean;
}

/** More is never looked at. In characters. */
const MOST_READ = 1_000_000;
const TAG = /<(?:!doctype|html|head|body|div|p|br|table|span|a|img|ul|ol|li|b|i|strong|em|h[1-6]|font|blockquote)[\s/>]/i;
const BLANK_LINES = /\n{3,}/g;

/** Prepares a mail's text for people and models. A mail of which nothing would be left keeps what it has. Takes time in proportion to the length. */
export function cleanMailText(raw: string, options: CleaningOptions): CleanedText {
  const text = cleanText(toText(cutText(raw, MOST_READ), options.format));
  const lines = text.split('\n').map((line) => line.trimEnd());
  const tidy = ownWords(lines, options).join('\n').replace(BLANK_LINES, '\n\n').trim();
  const cut = cutText(tidy, options.max_length);
  return { text: cut, truncated: cut.length < tidy.length || raw.length > MOST_READ };
}

function toText(raw: string, format: TextFormat): string {
  return format === 'html' || (format === 'auto' && TAG.test(raw.slice(0, 20_000))) ? htmlToText(raw) : raw;
}

function ownWords(lines: readonly string[], { remove_quotes, remove_signature }: CleaningOptions): readonly string[] {
  const unquoted = remove_quotes ? orElse(withoutQuotes(lines), lines) : lines;
  return remove_signature ? orElse(withoutSignature(unquoted), unquoted) : unquoted;
}

function orElse(cleaned: readonly string[], before: readonly string[]): readonly string[] {
  return sayAnything(cleaned) ? cleaned : before;
}
