import type { NewNote } from 'open-ticket-ai';
import type { Call } from '../call.js';
import { keptLine, keptText, textOf, type WireRecord } from '../interface/wire.js';

/** A note needs a subject; this is the one of a note that has none. */
const SUBJECT = 'Open Ticket AI';

/** A note as an article. That the customer does not see it is said each time: left out, the server shows it to the customer. */
export function toArticle(note: NewNote, call: Call): WireRecord {
  const { body, content_type = 'text/plain', visibility = 'internal' } = note;
  return {
    Subject: refuseFalsy('subject', keptLine(note.subject ?? '') || SUBJECT, call),
    Body: refuseFalsy('body', keptText(body), call),
    ContentType: `${content_type}; charset=utf-8`,
    CommunicationChannel: 'Internal',
    SenderType: 'agent',
    IsVisibleForCustomer: visibility === 'public' ? 1 : 0,
  };
}

/** What a new ticket's customer wrote. */
export function toFirstArticle(subject: string, body: string, call: Call): WireRecord {
  return { ...toArticle({ subject, body, visibility: 'public' }, call), SenderType: 'customer' };
}

/** Whether an article of a ticket is the one that was sent. HTML comes back as a rendering of it, which is not compared. */
export function isSameArticle(article: WireRecord, sent: WireRecord): boolean {
  if (article['Subject'] !== sent['Subject'] || article['SenderType'] !== sent['SenderType']) return false;
  return String(sent['ContentType']).startsWith('text/html') || keptText(textOf(article['Body']) ?? '') === sent['Body'];
}

/** The server takes "0" for nothing, as it does an empty text. */
function refuseFalsy(field: string, text: string, call: Call): string {
  if (text === '' || text === '0')
    throw call.refuse(`the ${field} of the note is ${text === '' ? 'empty' : '"0", which the server takes for empty'}`);
  return text;
}
