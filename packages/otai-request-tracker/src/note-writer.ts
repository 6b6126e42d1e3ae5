import { isHttpFailure, storableText } from 'helpdesk-http';
import type { NewNote, Note } from 'open-ticket-ai';
import { toNote, type ArticleReader, type Content } from './article-reader.js';
import type { Call } from './call.js';
import { idOf, type RtRecord } from './records.js';
import type { RtApi } from './rt-api.js';

/**
 * Writes notes: a comment, which agents read, or a reply, which goes to the customer.
 *
 * Request Tracker's own server ends without an answer when its answer has a character beyond Latin-1, though the note is written. So whenever
 * an answer is lost, the history is looked up, and nothing is sent twice.
 */
export class NoteWriter {
  constructor(
    private readonly api: RtApi,
    private readonly articles: ArticleReader,
  ) {}

  /**
   * Writes a note and gives it as the ticket shows it.
   *
   * @param version - the last transaction of the ticket before; a note with the same text after it must be this one
   */
  async write(note: NewNote, version: string, call: Call): Promise<Note> {
    const written = contentOf(note, call);
    const transaction = await this.send(note, written, version, call);
    call.wrote();
    return this.readBack(transaction, note, written, call);
  }

  private async send(note: NewNote, { body, type, subject }: Content, version: string, call: Call): Promise<string | null> {
    const how = note.visibility === 'public' ? 'correspond' : 'comment';
    const request = { Content: body, ContentType: type, ...(subject === null ? {} : { Subject: subject }) };
    try {
      return await this.api.say(call.id, how, request, call.signal);
    } catch (error) {
      if (!isHttpFailure(error)) throw error;
      if (error.status === 400) throw refused(note, error, call);
      if (error.effect === 'none') throw error;
      const found = await this.find(how, body, version, call).catch(() => undefined);
      if (found === undefined) throw error;
      return found;
    }
  }

  /** A note that was written though its answer was lost. */
  private async find(how: 'comment' | 'correspond', body: string, version: string, call: Call): Promise<string | undefined> {
    if (version === '') return undefined;
    const type = how === 'comment' ? 'Comment' : 'Correspond';
    const transactions = await this.api.articles(call.id, call.signal);
    const later = transactions.filter((one) => one['Type'] === type && Number(idOf(one)) > Number(version));
    const contents = await this.articles.contents(later, call.signal);
    const found = later.find((one) => sameText(contents.get(idOf(one) ?? '')?.body, body));
    return found === undefined ? undefined : (idOf(found) ?? undefined);
  }

  private async readBack(id: string | null, note: NewNote, written: Content, call: Call): Promise<Note> {
    const unseen: RtRecord = { id: id ?? undefined, Type: note.visibility === 'public' ? 'Correspond' : 'Comment' };
    if (id === null) return toNote(unseen, written, new Set());
    const transaction = await this.api.transaction(id, call.signal).catch((error: unknown) => {
      // Who may not see comments may write them all the same.
      if (isHttpFailure(error) && error.status === 403) return unseen;
      throw error;
    });
    const contents = await this.articles.contents([transaction], call.signal);
    return toNote(transaction, contents.get(id) ?? written, new Set());
  }
}

/** What of a note is sent. */
export function contentOf({ subject, body, content_type = 'text/plain' }: NewNote, call: Call): Content {
  if (body.trim() === '') throw call.failure('the note has no text');
  return { subject: subject === undefined || subject === '' ? null : storableText(subject), body: storableText(body), type: content_type };
}

function refused(note: NewNote, cause: Error, call: Call): Error {
  const right = note.visibility === 'public' ? 'ReplyToTicket' : 'CommentOnTicket';
  const hint = `grant ${right} on the queue to the user of the token`;
  return call.failure(`the note was refused: ${cause.message}`, { kind: 'unauthorized', hint, cause });
}

function sameText(a: string | undefined, b: string): boolean {
  return a !== undefined && plain(a) === plain(b);
}

function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}
