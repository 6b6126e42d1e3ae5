import { htmlToText, type AuthorRole, type ContentType, type Note } from 'open-ticket-ai';
import { idOf, partOf, recordsOf, textOf, timeOf, type RtRecord } from './records.js';
import type { RtApi } from './rt-api.js';
import { toPerson, type Articles } from './ticket.mapper.js';

/** So many transactions are asked for in one request for their texts. */
const TOGETHER = 100;

/** The text of one transaction. */
export interface Content {
  readonly subject: string | null;
  readonly body: string;
  readonly type: ContentType;
}

type Signal = AbortSignal | undefined;

const NO_CONTENT: Content = { subject: null, body: '', type: 'text/plain' };

/** Reads what people wrote. It does not stand on a ticket, but in the transactions of its history, and there in attachments. */
export class ArticleReader {
  constructor(private readonly api: RtApi) {}

  /** What was written on a ticket. The transaction that made it has the body; that of another one that was merged into it is a note. */
  async read(record: RtRecord, transactions: readonly RtRecord[], signal: Signal): Promise<Articles> {
    const id = idOf(record);
    const contents = await this.contents(transactions, signal);
    const customers = new Set(recordsOf(record['Requestor']).map((user) => idOf(user)));
    const contentOf = (transaction: RtRecord): Content => contents.get(idOf(transaction) ?? '') ?? NO_CONTENT;
    const isFirst = (transaction: RtRecord): boolean => transaction['Type'] === 'Create' && idOf(transaction, 'ObjectId') === id;
    const first = transactions.find(isFirst);
    const notes = transactions.filter((one) => one !== first).map((one) => toNote(one, contentOf(one), customers));
    return { body: first === undefined ? '' : asText(contentOf(first)), notes };
  }

  /** The bodies of many tickets, by their ids. */
  async bodies(ids: readonly string[], signal: Signal): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const creations = await this.api.creations(ids, signal);
    const contents = await this.contents(creations, signal);
    return new Map(creations.map((one) => [idOf(one, 'ObjectId') ?? '', asText(contents.get(idOf(one) ?? '') ?? NO_CONTENT)]));
  }

  /** The texts of transactions, by their ids. */
  async contents(transactions: readonly RtRecord[], signal: Signal): Promise<ReadonlyMap<string, Content>> {
    const ids = transactions.map((one) => idOf(one) ?? '');
    if (ids.length > 0 && ids.length <= TOGETHER) return bestOf(await this.api.contents(ids, signal));
    const attachments: RtRecord[] = [];
    for (let at = 0; at < ids.length; at += TOGETHER) attachments.push(...(await this.api.contents(ids.slice(at, at + TOGETHER), signal)));
    return bestOf(attachments);
  }
}

/** A transaction that people wrote, as a note. A comment is for agents, all else went to the customer or came from there. */
export function toNote(transaction: RtRecord, { subject, body, type }: Content, customers: ReadonlySet<string | null>): Note {
  const creator = partOf(transaction, 'Creator');
  return {
    id: idOf(transaction),
    subject,
    body,
    content_type: type,
    visibility: transaction['Type'] === 'Comment' ? 'internal' : 'public',
    author_role: roleOf(creator, customers),
    author: toPerson(creator),
    created_at: timeOf(transaction, 'Created'),
  };
}

/** Who asked for the ticket is its customer; nothing else in an answer tells agents from customers. */
function roleOf(creator: RtRecord, customers: ReadonlySet<string | null>): AuthorRole {
  const id = idOf(creator);
  if (id === 'RT_System') return 'system';
  return customers.has(id) ? 'customer' : 'agent';
}

/** A mail comes as plain text and as HTML: the plain text counts. Of several of one kind the first does. */
function bestOf(attachments: readonly RtRecord[]): ReadonlyMap<string, Content> {
  const best = new Map<string, Content>();
  for (const attachment of attachments) {
    const id = idOf(attachment, 'TransactionId') ?? '';
    const type = attachment['ContentType'] === 'text/html' ? 'text/html' : 'text/plain';
    const known = best.get(id);
    if (known !== undefined && (known.type === 'text/plain' || type === 'text/html')) continue;
    best.set(id, { subject: textOf(attachment, 'Subject'), body: textOf(attachment, 'Content') ?? '', type });
  }
  return best;
}

function asText({ body, type }: Content): string {
  return type === 'text/html' ? htmlToText(body) : body;
}
