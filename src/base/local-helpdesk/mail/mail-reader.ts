import { createHash } from 'node:crypto';
import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { cleanLine, cleanText, cutText } from './clean-text.js';
import { htmlToText } from './html-text.js';
import { answeredIds, automaticMail, header, messageIds, person, sentAt } from './mail-headers.js';
import type { MailAttachment, MailMessage } from './mail-message.js';

/** How much of a mail is read and kept. */
export interface MailLimits {
  /** Bytes. */
  readonly maxMailSize: number;
  /** Characters. */
  readonly maxBodyLength: number;
}

const PARSER_LIMITS = { maxNestingDepth: 30, maxHeadersSize: 262_144, maxRfc822NestingDepth: 3 };
const MAX_DELIMITERS = 10_000;
// Even a mail that is all base64 has 76 characters a line. Without this, a mail of empty lines takes the parser half a minute.
const MIN_AVERAGE_LINE = 50;
const MAX_SUBJECT_LENGTH = 1000;
const MAX_ATTACHMENTS = 200;
const MAX_RECIPIENTS = 100;
const MAIL_HEADERS = ['from', 'subject', 'date', 'message-id', 'received', 'to'];

/**
 * Reads one mail from its bytes. Whatever they are, it takes bounded time and memory.
 *
 * @throws Error that says in a few words why this cannot be read as a mail; never with its content
 */
export async function readMail(bytes: Uint8Array, limits: MailLimits, now: Date): Promise<MailMessage> {
  refuseExcess(bytes, limits);
  const email = await PostalMime.parse(bytes, PARSER_LIMITS);
  if (!MAIL_HEADERS.some((name) => header(email, name) !== '')) throw new Error('it has none of the headers of a mail');
  const body = bodyOf(email);
  return {
    key: messageIds(email.messageId)[0] ?? `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    answers: answeredIds(email),
    subject: cleanLine(email.subject ?? '', MAX_SUBJECT_LENGTH),
    body: cutText(body, limits.maxBodyLength),
    truncated: body.length > limits.maxBodyLength,
    from: person(email.from ?? email.sender),
    to: recipientsOf(email),
    sentAt: sentAt(email, now),
    attachments: email.attachments.slice(0, MAX_ATTACHMENTS).map(describeAttachment),
    automatic: automaticMail(email),
  };
}

function refuseExcess(bytes: Uint8Array, { maxMailSize }: MailLimits): void {
  if (bytes.length > maxMailSize) throw new Error(`it has ${bytes.length} bytes, more than the ${maxMailSize} of max_mail_size`);
  if (hasMore(bytes, '\n', maxMailSize / MIN_AVERAGE_LINE)) throw new Error('it has too many lines for a mail');
  if (hasMore(bytes, '\n--', MAX_DELIMITERS)) throw new Error('it has too many parts for a mail');
}

/** Whether `bytes` holds `what` more often than `most` times. */
function hasMore(bytes: Uint8Array, what: string, most: number): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = buffer.indexOf(what);
  for (let found = 0; position !== -1; found++) {
    if (found >= most) return true;
    position = buffer.indexOf(what, position + what.length);
  }
  return false;
}

/** The plain text when there is one, else what the HTML says. */
function bodyOf(email: Email): string {
  const text = cleanText(email.text ?? '').trim();
  return text !== '' || email.html === undefined ? text : cleanText(htmlToText(email.html)).trim();
}

function recipientsOf(email: Email): string[] {
  const addresses = (email.to ?? []).slice(0, MAX_RECIPIENTS).map((address) => person(address)?.email ?? '');
  return addresses.filter((address) => address !== '');
}

function describeAttachment(attachment: Attachment): MailAttachment {
  const { content } = attachment;
  return {
    name: cleanLine(attachment.filename ?? '', 255) || 'unnamed',
    type: cleanLine(attachment.mimeType, 100),
    size: typeof content === 'string' ? content.length : content.byteLength,
  };
}
