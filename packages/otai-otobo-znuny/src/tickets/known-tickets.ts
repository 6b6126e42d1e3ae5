import { idOf, isRecord, recordsOf, textOf, type WireRecord } from '../interface/wire.js';
import { articlesOf } from './ticket.mapper.js';

const MOST_TICKETS = 200;
/** Tickets with longer articles are not kept. */
const LONGEST_TEXT = 200_000;

/**
 * The tickets that were read or written last, whole, as the server gave them. With one of them the answer to an update, which has the
 * ticket but only its last article, is the whole ticket again, and need not be read once more.
 */
export class KnownTickets {
  private readonly tickets = new Map<string, WireRecord>();

  get(id: string): WireRecord | undefined {
    return this.tickets.get(id);
  }

  /** @param isWhole - whether the record has all articles of the ticket */
  keep(record: WireRecord, isWhole: boolean): void {
    const id = idOf(record['TicketID']);
    if (id === null) return;
    this.tickets.delete(id);
    if (!isWhole || lengthOf(record) > LONGEST_TEXT) return;
    this.tickets.set(id, record);
    if (this.tickets.size > MOST_TICKETS) this.forgetOldest();
  }

  forget(id: string): void {
    this.tickets.delete(id);
  }

  private forgetOldest(): void {
    const oldest = this.tickets.keys().next();
    if (oldest.done !== true) this.tickets.delete(oldest.value);
  }

  /**
   * The whole ticket after an update, from the answer to it; `undefined` when it cannot be sure to be whole: the web service gives no
   * ticket, the ticket is not known, or somebody may have written an article meanwhile.
   *
   * @param withNote - whether the update wrote an article
   */
  after(id: string, answer: WireRecord, withNote: boolean): WireRecord | undefined {
    const before = this.tickets.get(id);
    const ticket = answer['Ticket'];
    if (before === undefined || !isRecord(ticket)) return undefined;
    const articles = articlesOf(before);
    if (!withNote) {
      const isSame = textOf(answer['ArticleID']) === textOf(articles.at(-1)?.['ArticleID']);
      return isSame && articles.length > 0 ? { ...ticket, Article: articles } : undefined;
    }
    const written = writtenArticle(answer);
    const isNext = written !== undefined && Number(written['ArticleNumber']) === articles.length + 1;
    return isNext ? { ...ticket, Article: [...articles, written] } : undefined;
  }
}

/** The article that an update wrote, if the answer has it. */
export function writtenArticle(answer: WireRecord): WireRecord | undefined {
  const ticket = answer['Ticket'];
  const article = isRecord(ticket) ? ticket['Article'] : undefined;
  if (!isRecord(article) || textOf(article['ArticleID']) !== textOf(answer['ArticleID'])) return undefined;
  return typeof article['Body'] === 'string' ? article : undefined;
}

function lengthOf(record: WireRecord): number {
  return recordsOf(record['Article']).reduce((length, { Body }) => length + (typeof Body === 'string' ? Body.length : 0), 0);
}
