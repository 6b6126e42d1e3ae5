import { hash } from 'node:crypto';
import type { NewNote, Note } from '../../api/tickets/ticket.js';
import type { NoteReference } from '../../config/otai-config.js';
import { plainOf, trimClosingTags, withoutSpace } from './note-text.js';

/** Crockford's 32: no letter that is taken for a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 10;
const BITS = 5;
const PREFIX = 'otai-';

/**
 * Zero-width non-joiner and joiner. Languages need them, so that helpdesks keep them, and no white space trims them; the better known zero-width
 * space and byte order mark are taken away here and there.
 */
const ZERO = '\u200C';
const ONE = '\u200D';

const VISIBLE = new RegExp(String.raw`\[${PREFIX}[${ALPHABET}]{${LENGTH}}\]`);
const INVISIBLE = new RegExp(`[${ZERO}${ONE}]{${LENGTH * BITS}}`);

/**
 * The reference of a note: short, and the same for the same key. Two of a million notes have the same once in 2,000 times.
 *
 * @param key - names the write over all its repetitions
 */
export function referenceOf(key: string): string {
  const bytes = hash('sha256', key, 'buffer');
  let rest = BigInt(`0x${bytes.subarray(0, 8).toString('hex')}`);
  let letters = '';
  for (let i = 0; i < LENGTH; i++, rest >>= 5n) letters += ALPHABET[Number(rest & 31n)] ?? '';
  return PREFIX + letters;
}

/** The note with its reference at the end, unless it has it. A note without a text stays one: it is for the helpdesk to refuse it. */
export function withReference(note: NewNote, reference: string, style: NoteReference): NewNote {
  if (style === 'off' || note.body.trim() === '' || hasReference(note, reference)) return note;
  const { body, content_type: type } = note;
  if (style === 'invisible') return { ...note, body: (type === 'text/html' ? appendToHtml : appendLine)(body, invisible(reference)) };
  return { ...note, body: type === 'text/html' ? appendParagraph(body, `[${reference}]`) : `${body.trimEnd()}\n\n[${reference}]` };
}

/** Whether a note has this reference, whatever the helpdesk did to its white space, its entities or its markup. */
export function hasReference({ body }: Pick<Note, 'body'>, reference: string): boolean {
  if (body.includes(reference)) return true;
  const hidden = invisible(reference);
  if (body.includes(hidden)) return true;
  const forms = [withoutSpace(body), withoutSpace(plainOf(body))];
  return forms.some((text) => text.includes(reference) || text.includes(hidden));
}

/**
 * Whether a note is one of this library's own: an agent's, with a reference at its end. A customer's answer that quotes such a note is none,
 * nor is an agent's.
 */
export function carriesReference({ body, author_role: role }: Pick<Note, 'body' | 'author_role'>): boolean {
  if (role === 'customer') return false;
  const { text, isQuoted } = trimClosingTags(body);
  if (isQuoted) return false;
  const end = plainOf(text.slice(-500)).trimEnd();
  const lastLine = end.slice(end.lastIndexOf('\n') + 1);
  return !/^\s*[>|]/.test(lastLine) && (endsWith(lastLine.trim(), VISIBLE) || endsWith(lastLine, INVISIBLE));
}

function endsWith(text: string, pattern: RegExp): boolean {
  return new RegExp(`${pattern.source}$`).test(text);
}

/** The bits of the letters, as characters that nobody sees. */
function invisible(reference: string): string {
  const letters = reference.slice(PREFIX.length).split('');
  const bits = letters.map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(BITS, '0')).join('');
  return bits.replaceAll('0', ZERO).replaceAll('1', ONE);
}

/** On a line of its own: beside a word it would become part of a link, or change how letters are joined. */
function appendLine(text: string, end: string): string {
  return `${text.trimEnd()}\n${end}`;
}

/** Into the last element, where it does not make a line of its own. */
function appendToHtml(html: string, end: string): string {
  const { text, closing } = trimClosingTags(html);
  return `${text} ${end}${closing}`;
}

/** After the last element, but inside of the document. */
function appendParagraph(html: string, text: string): string {
  const at = /(?:<\/body\s*>\s*)?(?:<\/html\s*>\s*)?$/i.exec(html)?.index ?? html.length;
  return `${html.slice(0, at)}<p>${text}</p>${html.slice(at)}`;
}
