import type { FakeRequest, ServerAnswer } from 'open-ticket-ai/testing';
import { answerList, fitting, type RowFilter } from './fake-list.js';
import { findTickets } from './fake-search.js';
import type { FakeSerializer } from './fake-serializer.js';
import type { FakeState, FakeTicket, FakeTransaction, FakeUser } from './fake-state.js';

/** Answers requests for lists, which have only what the user may see. */
export class FakeLists {
  constructor(
    private readonly state: FakeState,
    private readonly serializer: FakeSerializer,
  ) {}

  history(request: FakeRequest, user: FakeUser, id: number): ServerAnswer {
    const ticket = this.state.ticket(id);
    const rows = ticket === undefined ? [] : this.state.historyOf(ticket, user);
    return this.transactionList(request, user, rows);
  }

  transactions(request: FakeRequest, user: FakeUser): ServerAnswer {
    const rows = this.state.tickets
      .filter(({ id, effectiveId }) => id === effectiveId)
      .flatMap((ticket) => this.state.historyOf(ticket, user));
    return this.transactionList(request, user, rows);
  }

  private transactionList(request: FakeRequest, user: FakeUser, rows: readonly FakeTransaction[]): ServerAnswer {
    const filters = request.method === 'POST' ? filtersOf(request) : [];
    const found = inOrder(
      fitting(rows, filters, (row, field) => this.transactionValues(row)[field]),
      request.url,
    );
    const write = (row: FakeTransaction) =>
      this.serializer.row('transaction', row.id, this.transactionValues(row), fieldsOf(request), request.url.searchParams);
    return answerList(request.url, { rows: found, isCounted: user.isSuperUser === true, write });
  }

  private transactionValues({ id, ticket, type, creator, created, field, oldValue, newValue }: FakeTransaction): Record<string, unknown> {
    const Creator = this.serializer.ref('user', creator);
    return {
      id,
      Type: type,
      ObjectType: 'RT::Ticket',
      ObjectId: String(ticket),
      Creator,
      Created: created,
      Field: field,
      OldValue: oldValue,
      NewValue: newValue,
    };
  }

  attachments(request: FakeRequest, user: FakeUser, filters: readonly RowFilter[]): ServerAnswer {
    const seen = this.state.tickets
      .filter(({ id, effectiveId }) => id === effectiveId)
      .flatMap((ticket) => this.state.historyOf(ticket, user));
    const rows = seen.flatMap((transaction) => transaction.parts.map((part) => ({ part, transaction })));
    const valuesOf = ({ part, transaction }: (typeof rows)[number]): Record<string, unknown> => ({
      TransactionId: String(transaction.id),
      ContentType: part.contentType,
      Filename: part.filename ?? '',
      Subject: part.subject ?? '',
      Content: part.content,
      ContentLength: String(Buffer.byteLength(part.content)),
    });
    const found = fitting(rows, filters, (row, field) => valuesOf(row)[field]).toSorted((a, b) => a.part.id - b.part.id);
    const write = (row: (typeof rows)[number]) =>
      this.serializer.row('attachment', row.part.id, valuesOf(row), fieldsOf(request), request.url.searchParams);
    return answerList(request.url, { rows: found, isCounted: user.isSuperUser === true, write });
  }

  search(request: FakeRequest, user: FakeUser): ServerAnswer {
    const { searchParams } = request.url;
    const found = inOrder(findTickets(this.state, user, searchParams.get('query') ?? ''), request.url);
    // An unknown column is an error of SQL, which is swallowed: the number of rows is right, and there are none.
    const isKnown = ['id', 'LastUpdated', 'Created', null].includes(searchParams.get('orderby'));
    const write = (row: FakeTicket) => this.serializer.row('ticket', row.id, this.serializer.ticket(row), fieldsOf(request), searchParams);
    const answer = answerList(request.url, { rows: found, isCounted: true, write });
    return isKnown ? answer : { ...answer, body: { ...(answer.body as object), items: [], count: 0 } };
  }

  queues(request: FakeRequest, user: FakeUser): ServerAnswer {
    const rows = this.state.setup.queues.filter(({ id }) => this.state.can(user, 'see', id)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const write = ({ id, name }: (typeof rows)[number]) =>
      this.serializer.row('queue', id, { Name: name, Lifecycle: 'default', Disabled: '0' }, fieldsOf(request), request.url.searchParams);
    return answerList(request.url, { rows, isCounted: user.isSuperUser === true, write });
  }

  customFields(request: FakeRequest, user: FakeUser): ServerAnswer {
    const isSeen = user.isSuperUser === true || user.seesFields === true;
    const rows = isSeen ? this.state.setup.fields.toSorted((a, b) => (a.name < b.name ? -1 : 1)) : [];
    const write = (row: (typeof rows)[number]) =>
      this.serializer.row('customfield', row.id, this.serializer.definition(row), fieldsOf(request), request.url.searchParams);
    return answerList(request.url, { rows, isCounted: isSeen, write });
  }

  users(request: FakeRequest): ServerAnswer {
    const rows = fitting(this.state.users, filtersOf(request), (row, field) => this.serializer.userValues(row.name)[field]);
    const write = ({ name }: FakeUser) =>
      this.serializer.row('user', name, this.serializer.userValues(name), fieldsOf(request), request.url.searchParams);
    return answerList(request.url, { rows, isCounted: true, write });
  }
}

/** The conditions in the body of a request. */
export function filtersOf({ body }: FakeRequest): readonly RowFilter[] {
  return JSON.parse(body) as readonly RowFilter[];
}

function fieldsOf({ url }: FakeRequest): readonly string[] {
  return url.searchParams.get('fields')?.split(',') ?? [];
}

function inOrder<T extends { readonly id: number }>(rows: readonly T[], { searchParams }: URL): readonly T[] {
  const isByTime = searchParams.get('orderby') === 'LastUpdated';
  const sign = searchParams.get('order') === 'DESC' ? -1 : 1;
  const valueOf = (row: T): number => (isByTime ? Date.parse((row as unknown as FakeTicket).lastUpdated) : row.id);
  return rows.toSorted((a, b) => sign * (valueOf(a) - valueOf(b)) || a.id - b.id);
}
