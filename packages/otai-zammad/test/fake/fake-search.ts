import type { FakeState, FakeTicket } from './fake-state.js';
import { Refusal } from './refusal.js';
import { textOf } from './text-of.js';

interface Condition {
  readonly name: string;
  readonly operator: string;
  readonly value: unknown;
}

const PEOPLE = { customer: 'customer_id', owner: 'owner_id' } as const;

/** What `POST /tickets/search` finds: conditions, sort columns, pages. An `offset` is ignored; nothing is found without a condition. */
export function searchTickets(state: FakeState, body: Readonly<Record<string, unknown>>): FakeTicket[] {
  const conditions = readConditions(body['condition']);
  if (conditions.length === 0) return [];
  const found = [...state.tickets.values()].filter((ticket) => conditions.every((condition) => meets(state, ticket, condition)));
  const size = Math.min(Number(body['per_page'] ?? 50), 200);
  const start = (Number(body['page'] ?? 1) - 1) * size;
  return found.toSorted(compareBy(listOf(body['sort_by']), listOf(body['order_by']))).slice(start, start + size);
}

function readConditions(condition: unknown): readonly Condition[] {
  if (typeof condition !== 'object' || condition === null) return [];
  const nested = (condition as { conditions?: readonly Condition[] }).conditions;
  if (nested !== undefined) return nested;
  return Object.entries(condition as Record<string, Omit<Condition, 'name'>>).map(([name, rest]) => ({ name, ...rest }));
}

function meets(state: FakeState, ticket: FakeTicket, { name, operator, value }: Condition): boolean {
  const [table = '', attribute = ''] = name.split('.');
  if (attribute === 'tags') return meetsTags(state.tags.get(ticket.id) ?? new Set(), operator, String(value));
  const actual = valueOf(state, ticket, table, attribute);
  if (operator === 'after (absolute)') return String(actual) >= String(value);
  if (operator === 'before (absolute)') return String(actual) <= String(value);
  if (operator !== 'is') throw new Refusal(422, `Invalid condition, operator '${operator}' is invalid`);
  const wanted = [value].flat().map(String);
  return wanted.includes(textOf(actual));
}

function valueOf(state: FakeState, ticket: FakeTicket, table: string, attribute: string): unknown {
  if (table === 'ticket') {
    if (!(attribute in ticket) && !state.attributes.includes(attribute))
      throw new Refusal(500, 'Error ID 4f8a21: Please contact your administrator.');
    return ticket[attribute];
  }
  if (table !== 'customer' && table !== 'owner') throw new Refusal(422, `invalid selector ${table}, ${attribute}`);
  return state.user(ticket[PEOPLE[table]])?.[attribute as 'email' | 'login'];
}

function meetsTags(tags: ReadonlySet<string>, operator: string, value: string): boolean {
  const wanted = value.split(',').map((tag) => tag.trim());
  if (operator === 'contains all') return wanted.every((tag) => tags.has(tag));
  if (operator === 'contains one not') return !wanted.some((tag) => tags.has(tag));
  throw new Refusal(422, `Invalid condition, operator '${operator}' is invalid`);
}

function listOf(value: unknown): readonly string[] {
  return textOf(value)
    .split(',')
    .map((column) => column.trim())
    .filter((column) => column !== '');
}

function compareBy(columns: readonly string[], orders: readonly string[]): (a: FakeTicket, b: FakeTicket) => number {
  for (const column of columns)
    if (!['id', 'created_at', 'updated_at'].includes(column)) throw new Refusal(422, `Found invalid column '${column}' for sorting.`);
  return (a, b) => {
    for (const [i, column] of columns.entries()) {
      const [x, y] = [a[column] as string | number, b[column] as string | number];
      if (x !== y) return (x < y ? -1 : 1) * (orders[i] === 'desc' ? -1 : 1);
    }
    return 0;
  };
}
