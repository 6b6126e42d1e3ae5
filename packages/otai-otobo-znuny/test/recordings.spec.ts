import type { FakeRequest } from 'open-ticket-ai/testing';
import type { FakeOtobo } from './fake/fake-otobo.js';
import { articleRecord, ticketRecord, type FakeTicket } from './fake/fake-ticket.js';
import { isObject, listOf, type Data } from './fake/operations/outcome.js';
import { text } from './fake/text.js';
import { RECORDINGS, serverAt, type Recording } from './recorded-world.js';

/** Not kept by the fake: nobody needs it. */
const IGNORED: ReadonlySet<string> = new Set(['UnlockTimeout']);
/** In answers to updates, which were given up to a second after the update was written. */
const MOVING: ReadonlySet<string> = new Set(['Age', 'UntilTime']);
/** While it was answered a new second began: the note is a second younger than the change of its ticket. The fake's clock stands still. */
const OVER_A_SECOND = '113';

describe('the fake answers as the recorded OTOBO did', () => {
  it.each(RECORDINGS.map((recording) => [`${recording.id} ${recording.name}: ${recording.says}`, recording] as const))(
    '%s',
    (_name, recording) => {
      const { answer: recorded, stateAfter } = recording;
      const otobo = serverAt(recording);
      const answer = otobo.handle(requestOf(recording));
      const isText = recorded.rawBody !== undefined;
      expect({
        status: answer.status ?? 200,
        type: typeOf(answer),
        body: isText ? titleOf(text(answer.body)) : comparable(parsed(answer.body), recording, otobo),
        state: stateAfter && timeless(recording, stateOf(stateAfter, otobo)),
      }).toEqual({
        status: recorded.status,
        type: recorded.type,
        body: isText ? titleOf(text(recorded.rawBody)) : comparable(recorded.body, recording, otobo),
        state: stateAfter && timeless(recording, comparableState(stateAfter)),
      });
    },
  );
});

function requestOf({ request }: Recording): FakeRequest {
  const { method, path, body, rawBody, authorization } = request;
  const url = new URL(path, 'http://127.0.0.1');
  return { method, url, headers: { authorization }, body: rawBody ?? (body === undefined ? '' : JSON.stringify(body, lengthened)) };
}

const SHORTENED = /\.\.\. \((\d+) characters in all, shortened in this file\)$/;

/** Long texts are shortened in the recordings: makes them long again. */
function lengthened(_key: string, value: unknown): unknown {
  const length = typeof value === 'string' ? SHORTENED.exec(value)?.[1] : undefined;
  return length === undefined
    ? value
    : text(value)
        .slice(0, 101)
        .repeat(Number(length) / 101 + 1)
        .slice(0, Number(length));
}

/** How long a long text is, in place of it. */
function shortened(value: string): string {
  const length = SHORTENED.exec(value)?.[1];
  if (length !== undefined) return `${length} characters`;
  return value.length > 10_000 ? `${value.length} characters` : value;
}

function typeOf({ headers, body, status }: ReturnType<FakeOtobo['handle']>): string {
  const given = headers?.['content-type']?.split(';')[0];
  return given ?? (status === 500 && body === undefined ? '' : 'application/json');
}

function parsed(body: unknown): unknown {
  return typeof body === 'string' ? JSON.parse(body) : body;
}

/** Of a page of HTML its title, of any other text the text. */
function titleOf(body: string): string {
  return /<title>(.*?)<\/title>/.exec(body)?.[1] ?? body;
}

/** What of an answer is the same each time. */
function comparable(body: unknown, recording: Recording, otobo: FakeOtobo): unknown {
  const { request } = recording;
  if (!isObject(body)) return body;
  if (typeof body['SessionID'] === 'string') return { SessionID: body['SessionID'].length };
  const isSearch = Array.isArray(body['TicketID']);
  if (isSearch) return found(listOf(body['TicketID']).map(text), request.body ?? queryOf(request.path), otobo);
  const isCreate = request.path.endsWith('/ticket-create');
  return timeless(recording, plain(isCreate ? withoutNumber(body) : body, request.path.endsWith('/ticket-update')));
}

/** The ids where the order is told; where it is left to chance, the times, and which ids unless a limit cut some off. */
function found(ids: readonly string[], { SortBy, Limit }: Data, { world }: FakeOtobo): unknown {
  if (listOf(SortBy).includes('TicketNumber')) return ids;
  const times = ids.map((id) => world.tickets.get(Number(id))?.fields.Created);
  return {
    times: SortBy === 'Changed' || Array.isArray(SortBy) ? times.length : times,
    ids: Limit === undefined ? ids.toSorted() : ids.length,
  };
}

function timeless({ id }: Recording, value: unknown): unknown {
  if (id !== OVER_A_SECOND) return value;
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) => (key === 'Changed' ? undefined : inner));
}

function queryOf(path: string): Data {
  return Object.fromEntries(new URL(path, 'http://127.0.0.1').searchParams);
}

function withoutNumber({ TicketNumber, Ticket, ...rest }: Data): Data {
  const ticket = isObject(Ticket) ? { Ticket: { ...Ticket, TicketNumber: undefined } } : {};
  return { ...rest, ...ticket, digits: text(TicketNumber).length };
}

/** Without what is ignored; dynamic fields by name. */
function plain(value: unknown, isUpdate = false): unknown {
  if (typeof value === 'string') return shortened(value);
  if (Array.isArray(value)) return value.map((item) => plain(item, isUpdate));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(
    ([key, inner]) => !IGNORED.has(key) && !(isUpdate && MOVING.has(key)) && inner !== undefined,
  );
  return Object.fromEntries(entries.map(([key, inner]) => [key, key === 'DynamicField' ? byName(inner) : plain(inner, isUpdate)]));
}

function byName(fields: unknown): unknown {
  return Object.fromEntries(
    listOf(fields)
      .filter(isObject)
      .map(({ Name, Value }) => [Name, Value]),
  );
}

/** A ticket of the fake, of the same shape as the recorded states. */
function stateOf(like: Data, { world }: FakeOtobo): Data {
  const ticket = world.tickets.get(Number(like['TicketID']));
  if (ticket === undefined) return {};
  const record = ticketRecord(ticket, { now: world.now() + world.zoneOffset, dynamicFields: false, extended: false, timeUnits: false });
  const set = Object.entries(ticket.dynamicFields).filter(([, value]) => value !== null);
  return comparableState({
    ...Object.fromEntries(Object.keys(like).map((key) => [key, record[key]])),
    ArticleCount: ticket.articles.length,
    LastArticle: lastArticle(ticket),
    DynamicFieldsSet: set.length === 0 ? undefined : Object.fromEntries(set),
  });
}

function lastArticle(ticket: FakeTicket): Data {
  const last = ticket.articles.at(-1);
  return last === undefined ? {} : articleRecord(last, ticket, false);
}

const LAST = [
  'ArticleID',
  'Subject',
  'Body',
  'ContentType',
  'SenderType',
  'CommunicationChannelID',
  'IsVisibleForCustomer',
  'From',
  'To',
  'CreateTime',
];

function comparableState({ LastArticle, DynamicFieldsSet, UntilTime: _until, ...state }: Data): Data {
  const last = isObject(LastArticle) ? plain(Object.fromEntries(LAST.map((key) => [key, LastArticle[key]]))) : undefined;
  return {
    ...state,
    ...(last === undefined ? {} : { LastArticle: last }),
    ...(DynamicFieldsSet === undefined ? {} : { DynamicFieldsSet }),
  };
}
