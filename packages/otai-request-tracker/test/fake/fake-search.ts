import type { FakeState, FakeTicket, FakeUser } from './fake-state.js';
import { readTicketSql, type Comparison, type Query } from './fake-ticket-sql.js';

const PERL = 'at /usr/share/request-tracker5/lib/RT/Tickets.pm line 3187.\n';
const HOUR = 3_600_000;

/** A query that Request Tracker answers with 400. */
export class BadQuery extends Error {}

/** The tickets a user finds by TicketSQL, in no order. Deleted and merged ones are found by nobody. */
export function findTickets(state: FakeState, user: FakeUser, sql: string): readonly FakeTicket[] {
  if (sql.trim() === '') return [];
  const query = read(sql);
  return state.tickets.filter((ticket) => {
    const isThere = ticket.effectiveId === ticket.id && ticket.status !== 'deleted';
    return holds(query, ticket, state, user) && isThere && state.can(user, 'see', ticket.queue);
  });
}

function read(sql: string): Query {
  try {
    return readTicketSql(sql);
  } catch (error) {
    const isOpen = sql.trim().endsWith('(');
    const message = isOpen
      ? `Incomplete query, last element (OPEN_PAREN) is not close paren or value in '${sql}'`
      : (error as Error).message;
    throw new BadQuery(`${message} ${PERL}`);
  }
}

function holds(query: Query, ticket: FakeTicket, state: FakeState, user: FakeUser): boolean {
  if ('all' in query) return query.all.map((part) => holds(part, ticket, state, user)).every(Boolean);
  if ('any' in query) return query.any.map((part) => holds(part, ticket, state, user)).some(Boolean);
  return compare(query, ticket, state, user);
}

function compare(comparison: Comparison, ticket: FakeTicket, state: FakeState, user: FakeUser): boolean {
  const { key, value, operator } = comparison;
  const field = /^CF\.\{(.+)\}$/i.exec(key)?.[1];
  if (field !== undefined) return compareField(comparison, ticket, state, field);
  const requestors = ticket.requestors.map((name) => state.user(name));
  const owner = state.user(ticket.owner);
  const texts: Readonly<Record<string, readonly (string | undefined)[]>> = {
    subject: [ticket.subject],
    status: [ticket.status],
    owner: [ticket.owner],
    'owner.name': [ticket.owner],
    'owner.emailaddress': [owner?.email],
    'requestor.name': ticket.requestors,
    'requestor.emailaddress': requestors.map((one) => one?.email),
    'requestor.realname': requestors.map((one) => one?.realName),
    lastupdatedby: [ticket.lastUpdatedBy],
    content: [],
  };
  const name = key.toLowerCase();
  if (name === 'status' && /^__(active|inactive|initial)__$/i.test(value)) return isInGroup(ticket.status, value.toLowerCase());
  if (name === 'queue') return compareTexts(operator, [String(ticket.queue)], String(state.queue(value)?.id ?? 0));
  if (name === 'id' || name === 'priority') return compareNumbers(operator, ticket[name], Number(value));
  if (name === 'created') return compareNumbers(operator, Date.parse(ticket.created), readTime(value, state.now, user));
  if (name === 'lastupdated') return compareNumbers(operator, Date.parse(ticket.lastUpdated), readTime(value, state.now, user));
  const own = texts[name];
  if (own === undefined) throw new BadQuery(`Unknown field: ${key} ${PERL}`);
  return compareTexts(operator, own, value);
}

function compareField({ operator, value, isQuoted }: Comparison, ticket: FakeTicket, state: FakeState, name: string): boolean {
  const field = state.field(name);
  if (field === undefined) return false;
  const values = (ticket.fields.get(field.id) ?? []).filter((one) => one !== null);
  if (operator === 'IS') return values.length === 0;
  const isFound = isQuoted && value !== '__CurrentUser__' && Buffer.byteLength(value) <= 255 && compareTexts('=', values, value);
  return operator === '!=' ? !isFound : isFound;
}

function compareTexts(operator: string, own: readonly (string | undefined)[], value: string): boolean {
  const wanted = asciiLower(value);
  if (operator === 'LIKE') return own.some((text) => asciiLower(text ?? '').includes(wanted));
  const isEqual = own.some((text) => asciiLower(text ?? '') === wanted);
  return operator === '!=' ? !isEqual : isEqual;
}

function compareNumbers(operator: string, own: number, value: number): boolean {
  if (operator === '>') return own > value;
  if (operator === '<') return own < value;
  if (operator === '>=') return own >= value;
  return operator === '<=' ? own <= value : own === value;
}

/** `2026-11-22 21:54:14` by the clock of the user; with T or Z in it the hours are lost; what is no time is 1970. */
function readTime(text: string, now: string, { offset = 0 }: FakeUser): number {
  const minutes = /^(\d+) minutes ago$/.exec(text)?.[1];
  if (minutes !== undefined) return Date.parse(now) - Number(minutes) * 60_000;
  const [, day, hours = '00:00:00'] = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d))?/.exec(text) ?? [];
  return day === undefined ? 0 : Date.parse(`${day}T${hours}Z`) - offset * HOUR;
}

function isInGroup(status: string, group: string): boolean {
  if (group === '__initial__') return status === 'new';
  const isActive = ['new', 'open', 'stalled'].includes(status);
  return group === '__active__' ? isActive : !isActive;
}

/** Databases tell small from capital letters in no text, as far as they know letters. */
function asciiLower(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
