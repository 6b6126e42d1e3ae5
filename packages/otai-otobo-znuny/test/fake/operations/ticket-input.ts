import type { Named } from '../catalog.js';
import type { World } from '../world.js';
import { isObject, isTrue, listOf, Refused, trimmed, type Data } from './outcome.js';
import { text } from '../text.js';

/** Checks the fields of a ticket before anything is written. Values are trimmed; keys that are not known are ignored. */
export function checkTicket(value: Data, operation: string, world: World): Data {
  const ticket = Object.fromEntries(Object.entries(value).map(([key, field]) => [key, typeof field === 'string' ? trimmed(field) : field]));
  const invalid = (what: string): never => {
    throw new Refused(`${operation}.InvalidParameter`, `${operation}: Ticket->${what} parameter is invalid!`);
  };
  const { customers, queues, types, states, priorities, agents } = world.catalog;
  const customer = ticket['CustomerUser'];
  if (isTrue(customer) && !customers.some(({ login }) => login === customer) && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text(customer)))
    invalid('CustomerUser');
  const known: readonly (readonly [string, readonly Named[]])[] = [
    ['Queue', queues],
    ['Type', types],
    ['State', states],
    ['Priority', priorities],
    ['Owner', agents],
    ['Responsible', agents],
  ];
  for (const [field, entries] of known)
    if (isGiven(field, ticket) && entryOf(field, ticket, entries) === undefined) invalid(`${field}ID or Ticket->${field}`);
  return ticket;
}

export function isGiven(field: string, ticket: Data): boolean {
  return isTrue(ticket[field]) || isTrue(ticket[`${field}ID`]);
}

/** By name if there is one, else by id. The database finds names in any case. */
export function entryOf<T extends Named>(field: string, ticket: Data, entries: readonly T[]): T | undefined {
  if (isTrue(ticket[field])) return entries.find(({ name }) => name.toLowerCase() === text(ticket[field]).toLowerCase());
  return entries.find(({ id }) => id === Number(ticket[`${field}ID`]));
}

/** Checks dynamic fields before anything is written. */
export function checkDynamicFields(value: unknown, operation: string, world: World): readonly Data[] {
  if (value === undefined) return [];
  const fields = listOf(value).filter(isObject);
  for (const { Name, Value } of fields) {
    const field = world.catalog.dynamicFields.find(({ name }) => name === Name);
    if (field === undefined) throw new Refused(`${operation}.InvalidParameter`, `${operation}: DynamicField->Name parameter is invalid!`);
    if (Value === undefined || Value === null)
      throw new Refused(`${operation}.MissingParameter`, `${operation}: DynamicField->Value parameter is missing!`);
    if (field.options !== undefined && Value !== '' && !field.options.includes(text(Value)))
      throw new Refused(`${operation}.InvalidParameter`, `${operation}: DynamicField->Value parameter is invalid!`);
  }
  return fields;
}

/** A value as it is kept: empty is none, and a list, a number or a text whatever it came as. */
export function keptValue(name: unknown, value: unknown, world: World): unknown {
  if (value === '' || (Array.isArray(value) && value.length === 0)) return null;
  const kind = world.catalog.dynamicFields.find((field) => field.name === name)?.kind;
  if (kind === 'list') return listOf(value).map(trimmed);
  if (kind === 'number') return Number(value);
  return trimmed(value);
}
