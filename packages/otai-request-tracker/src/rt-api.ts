import type { HttpClient, HttpRequest } from 'helpdesk-http';
import { idOf, isRecord, recordsOf, textOf, type RtRecord } from './records.js';

const PERSON = 'Name,RealName,EmailAddress';
/** What is asked of a ticket in a list. Without it a list has nothing but ids. */
const TICKET = queryText({
  fields: 'Subject,Status,Queue,Owner,Priority,Created,Creator,LastUpdated,LastUpdatedBy,Requestor,CustomFields',
  'fields[Queue]': 'Name',
  'fields[Owner]': PERSON,
  'fields[Requestor]': PERSON,
  orderby: 'id',
});
const ONE_TICKET = queryText({ 'fields[Queue]': 'Name', 'fields[Owner]': PERSON });
const CREATOR = queryText({ 'fields[Creator]': PERSON });
const TRANSACTION = queryText({ fields: 'Type,Created,Creator,ObjectId', 'fields[Creator]': PERSON, orderby: 'id' });
const CHANGE = queryText({ fields: 'Field,NewValue,Creator', orderby: 'id' });
const CONTENT = queryText({ fields: 'TransactionId,ContentType,Subject,Content', orderby: 'id' });
const FIELD = queryText({ fields: 'Name,Type,MaxValues' });
const USER = queryText({ fields: PERSON });
const MADE = conditions([
  { field: 'ObjectType', value: 'RT::Ticket' },
  { field: 'Type', value: 'Create' },
]);
const ARTICLES = conditions(['Create', 'Correspond', 'Comment'].map((value) => ({ field: 'Type', value })));
/** No files, no images. */
const TEXTS = conditions([
  { field: 'ContentType', operator: 'LIKE', value: 'text/' },
  { field: 'Filename', value: '' },
  { field: 'Filename', operator: 'IS', value: 'NULL', entry_aggregator: 'OR' },
]);

/** The most rows of one answer; Request Tracker gives no more whatever is asked for. */
export const LARGEST_PAGE = 100;

/** A ticket as one request gives it, with the mark of its version. */
export interface VersionedTicket {
  readonly record: RtRecord;
  /** The number of the last transaction that this user may see; empty when a proxy took it away. */
  readonly version: string;
}

/** Tickets that match, and how many there are in all. */
export interface FoundTickets {
  readonly records: readonly RtRecord[];
  readonly total: number | null;
}

type Signal = AbortSignal | undefined;

/** The requests of the REST API 2.0 that this connector makes. Ids must have been checked. Failures are `HttpFailure`s. */
export class RtApi {
  /** @param userId - the number of the user whose token it is, as the token has it; `undefined` when it does not */
  constructor(
    private readonly http: HttpClient,
    private readonly userId: string | undefined,
  ) {}

  /** The name of the user whose token it is; `null` when it cannot be known. */
  async self(signal: Signal): Promise<string | null> {
    if (this.userId === undefined) return null;
    return textOf(record(await this.http.json({ method: 'GET', path: `/user/${this.userId}`, signal })), 'Name');
  }

  /** One ticket by its id, also one that was deleted; of one that was merged, the ticket it went into. */
  async ticket(id: string, signal: Signal): Promise<VersionedTicket> {
    const answer = await this.http.request({ method: 'GET', path: `/ticket/${id}?${ONE_TICKET}`, signal });
    return { record: inOrder(record(answer.json())), version: String(answer.headers['etag'] ?? '').replaceAll(/^W\/|"/g, '') };
  }

  /** Tickets by TicketSQL, in the order of their ids. */
  async search(sql: string, order: 'ASC' | 'DESC', limit: number, signal: Signal): Promise<FoundTickets> {
    const path = `/tickets?${queryText({ query: sql })}&${TICKET}&order=${order}&per_page=${limit}`;
    const answer = record(await this.http.json({ method: 'GET', path, signal }));
    return { records: recordsOf(answer['items']).map(inOrder), total: typeof answer['total'] === 'number' ? answer['total'] : null };
  }

  /** The transactions of a ticket that people wrote or that made it, the oldest first; those of tickets merged into it too. */
  articles(id: string, signal: Signal): Promise<readonly RtRecord[]> {
    return this.all({ method: 'POST', path: `/ticket/${id}/history?${TRANSACTION}`, body: `[${ARTICLES}]`, signal });
  }

  /** The transactions that made tickets. */
  creations(ids: readonly string[], signal: Signal): Promise<readonly RtRecord[]> {
    const body = `[${MADE},${oneOf('ObjectId', ids)}]`;
    return this.all({ method: 'POST', path: `/transactions?${TRANSACTION}`, body, signal });
  }

  /** What happened to a ticket after a transaction, the oldest first. */
  changesSince(id: string, transaction: string, signal: Signal): Promise<readonly RtRecord[]> {
    const body = [{ field: 'id', operator: '>', value: transaction }];
    return this.all({ method: 'POST', path: `/ticket/${id}/history?${CHANGE}`, body, signal });
  }

  async transaction(id: string, signal: Signal): Promise<RtRecord> {
    return record(await this.http.json({ method: 'GET', path: `/transaction/${id}?${CREATOR}`, signal }));
  }

  /** The texts that belong to transactions: no files, no images, no mails that were sent out. */
  contents(transactions: readonly string[], signal: Signal): Promise<readonly RtRecord[]> {
    const body = `[${oneOf('TransactionId', transactions)},${TEXTS}]`;
    return this.all({ method: 'POST', path: `/attachments?${CONTENT}`, body, signal });
  }

  /**
   * Changes a ticket, if it still is of this version. The answer is 200 whatever was refused; it says so in the language of the user only.
   * It may be repeated: of two equal ones the second meets another version.
   */
  async update(id: string, body: RtRecord, version: string, signal: Signal): Promise<readonly string[]> {
    const headers: Record<string, string> = version === '' ? {} : { 'if-match': `"${version}"` };
    const said = await this.http.json({ method: 'PUT', path: `/ticket/${id}`, body, headers, repeatable: true, signal });
    return Array.isArray(said) ? said.filter((line) => typeof line === 'string') : [];
  }

  /** Writes a note and gives the number of its transaction. The body of the answer is not read: it is in Latin-1 under the name of UTF-8. */
  async say(id: string, how: 'comment' | 'correspond', body: RtRecord, signal: Signal): Promise<string | null> {
    const { headers } = await this.http.request({ method: 'POST', path: `/ticket/${id}/${how}`, body, signal });
    return /\/transaction\/(\d+)$/.exec(String(headers['location']))?.[1] ?? null;
  }

  /** Makes a ticket and gives its id. */
  async create(body: RtRecord, signal: Signal): Promise<string | null> {
    return idOf(record(await this.http.json({ method: 'POST', path: '/ticket', body, signal })));
  }

  /** The queues that this user may see. */
  queues(signal: Signal): Promise<readonly RtRecord[]> {
    return this.all({ method: 'GET', path: '/queues/all?fields=Name', signal });
  }

  /** The custom fields of tickets; none when the user may not see their definitions. */
  customFields(signal: Signal): Promise<readonly RtRecord[]> {
    const body = [{ field: 'LookupType', value: 'RT::Queue-RT::Ticket' }];
    return this.all({ method: 'POST', path: `/customfields?${FIELD}`, body, signal });
  }

  /** The definition of a custom field, with the values of a Select list. */
  async customField(id: string, signal: Signal): Promise<RtRecord> {
    return record(await this.http.json({ method: 'GET', path: `/customfield/${id}`, signal }));
  }

  /** Users by one attribute; `LIKE` finds those that contain it. */
  async users(
    field: 'Name' | 'EmailAddress' | 'RealName',
    value: string,
    operator: '=' | 'LIKE',
    signal: Signal,
  ): Promise<readonly RtRecord[]> {
    const path = `/users?${USER}&per_page=${LARGEST_PAGE}`;
    return itemsOf(await this.http.json({ method: 'POST', path, body: [{ field, operator, value }], reads: true, signal }));
  }

  /** All rows of a list. Who is no superuser gets neither their number nor the address of the next page, so that a short page is the last. */
  private async all({ method, path: list, body, signal }: HttpRequest): Promise<readonly RtRecord[]> {
    let rows: readonly RtRecord[] = [];
    for (let page = 1; ; page += 1) {
      const path = `${list}&per_page=${LARGEST_PAGE}&page=${page}`;
      const items = itemsOf(await this.http.json({ method, path, body, reads: true, signal }));
      // A cache may give the first page for each.
      if (page > 1 && idOf(items[0] ?? {}) === idOf(rows[0] ?? {})) return rows;
      rows = page === 1 ? items : [...rows, ...items];
      if (items.length < LARGEST_PAGE) return rows;
    }
  }
}

function queryText(query: Readonly<Record<string, string>>): string {
  return new URLSearchParams(query).toString();
}

/** Conditions of a list, to be put between brackets. They are the same in nearly all requests: so they are written once. */
function conditions(all: readonly RtRecord[]): string {
  return JSON.stringify(all).slice(1, -1);
}

/** The conditions that a field has one of these values: Request Tracker takes several of one field so. */
function oneOf(field: string, values: readonly string[]): string {
  return values.map((value) => `{"field":"${field}","value":${JSON.stringify(value)}}`).join(',');
}

function itemsOf(answer: unknown): readonly RtRecord[] {
  return recordsOf(record(answer)['items']);
}

function record(value: unknown): RtRecord {
  return isRecord(value) ? value : {};
}

/** Custom fields come in another order each time. The ticket was read just now, and is nobody else's yet. */
function inOrder(ticket: RtRecord): RtRecord {
  if (ticket['CustomFields'] === undefined) return ticket;
  return Object.assign(ticket, { CustomFields: recordsOf(ticket['CustomFields']).toSorted(byId) });
}

function byId(a: RtRecord, b: RtRecord): number {
  return Number(a['id']) - Number(b['id']);
}
