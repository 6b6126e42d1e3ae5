import type { Address, Email } from 'postal-mime';
import type { Person } from '../../../api/tickets/ticket.js';
import { cleanLine } from './clean-text.js';
import type { AutomaticMail } from './mail-message.js';

const MAX_ID_LENGTH = 500;
const MAX_PEEKED = 65_536;
const MAX_NAME_LENGTH = 200;
const MAX_ANSWERED = 100;
const DAY = 86_400_000;

/** The value of the first header of a name (in lower case), or an empty text. */
export function header(email: Email, name: string): string {
  return email.headers.find(({ key }) => key === name)?.value ?? '';
}

/** The Message-IDs in a header, in order, without their brackets. Something absurdly long is none. */
export function messageIds(value: string | undefined): string[] {
  const ids = [...(value ?? '').matchAll(/<([^<>\s]+)>/g)].map(([, id]) => id ?? '');
  return ids.filter((id) => id.length <= MAX_ID_LENGTH).map((id) => cleanLine(id, MAX_ID_LENGTH));
}

/** The Message-ID in the bytes of a mail, found without reading the mail; `undefined` when it is not plain to see. */
export function peekMessageId(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, MAX_PEEKED);
  const headers = start.slice(0, /\n\r?\n/.exec(start)?.index ?? 0);
  return /^message-id:[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]+)>/im.exec(headers)?.[1];
}

/** The Message-IDs a mail answers, the nearest first. */
export function answeredIds(email: Email): readonly string[] {
  const nearestFirst = [...messageIds(email.inReplyTo), ...messageIds(email.references).toReversed()];
  return [...new Set(nearestFirst)].slice(0, MAX_ANSWERED);
}

/** Whom an address names; of a group, its first member. */
export function person(address: Address | undefined): Person | null {
  const mailbox = address?.group === undefined ? address : address.group[0];
  const email = cleanLine(mailbox?.address ?? '', MAX_NAME_LENGTH);
  const name = cleanLine(mailbox?.name ?? '', MAX_NAME_LENGTH);
  if (email === '' && name === '') return null;
  return { id: email === '' ? null : email.toLowerCase(), name: name === '' ? null : name, email: email === '' ? null : email };
}

/** When a mail was sent, ISO 8601; `null` when its date is missing, unreadable, before 1971 or to come. */
export function sentAt(email: Email, now: Date): string | null {
  const time = Date.parse(email.date ?? '');
  return time > 365 * DAY && time < now.getTime() + DAY ? new Date(time).toISOString() : null;
}

/** Whether a machine sent the mail, as its headers say (RFC 3834, RFC 3464 and older habits). */
export function automaticMail(email: Email): AutomaticMail | null {
  if (/^\s*multipart\/report\b/i.test(header(email, 'content-type')) || header(email, 'return-path').trim() === '<>') return 'bounce';
  const submitted = header(email, 'auto-submitted').trim().toLowerCase();
  const precedence = header(email, 'precedence').trim().toLowerCase();
  if (submitted.startsWith('auto-') || precedence === 'auto_reply' || header(email, 'x-autoreply') !== '') return 'auto_reply';
  return ['bulk', 'junk', 'list'].includes(precedence) ? 'bulk' : null;
}
