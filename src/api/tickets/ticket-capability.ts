import type { ParamNeed } from '../params/param-metadata.js';
import type { TicketSearchCriteria, TicketUpdate } from './ticket.js';
import { TicketSystemError, type TicketOperation } from './ticket-system.error.js';

type SearchCriterion = Exclude<keyof TicketSearchCriteria, 'order' | 'limit' | 'cursor'>;
type UpdateField = Exclude<keyof TicketUpdate, 'note'>;

/** Something that not every helpdesk can do. What is not in this list, every one can. */
export type TicketCapability =
  `find.${SearchCriterion}` | 'find.newest_first' | `update.${UpdateField}` | 'create' | 'note.public' | 'note.html';

/** What a kind of helpdesk cannot do, each with the reason as a sentence for the person who asked for it. */
export type Lacks = Readonly<Partial<Record<TicketCapability, string>>>;

const CRITERIA: ReadonlySet<string> = new Set<Exclude<SearchCriterion, 'offset'>>([
  'queue',
  'state',
  'type',
  'priority',
  'owner',
  'customer',
  'tags',
  'without_tags',
  'custom_fields',
  'created_since',
  'updated_since',
]);

/** What search criteria ask for. They may be raw, as YAML gave them: a template in place of a value asks for as much as the value would. */
export function neededBySearch(criteria: unknown): readonly ParamNeed[] {
  const given = givenFields(criteria);
  const needs: ParamNeed[] = given.filter(([name]) => CRITERIA.has(name)).map(([name]) => ({ capability: `find.${name}`, path: [name] }));
  const { order, offset } = Object.fromEntries(given);
  if (order === 'newest_first') needs.push({ capability: 'find.newest_first', path: ['order'] });
  if (Number(offset) > 0) needs.push({ capability: 'find.offset', path: ['offset'] });
  return needs;
}

/** What an update asks for, the note in it included. It may be raw, like search criteria. */
export function neededByUpdate(update: unknown): readonly ParamNeed[] {
  return givenFields(update).flatMap(([name, value]) =>
    name === 'note'
      ? neededByNote(value).map(({ capability, path }) => ({ capability, path: ['note', ...path] }))
      : [{ capability: `update.${name}`, path: [name] }],
  );
}

/** What a note asks for. It may be raw, like search criteria. */
export function neededByNote(note: unknown): readonly ParamNeed[] {
  const { visibility, content_type } = Object.fromEntries(givenFields(note));
  return [
    ...(visibility === 'public' ? [{ capability: 'note.public', path: ['visibility'] }] : []),
    ...(content_type === 'text/html' ? [{ capability: 'note.html', path: ['content_type'] }] : []),
  ];
}

/** Throws a `permanent` error for the first need that the helpdesk lacks. Connectors call it before they send anything. */
export function refuseLacks(lacks: Lacks, needs: readonly ParamNeed[], where: TicketOperation): void {
  for (const { capability } of needs) {
    const reason = (lacks as Readonly<Record<string, string | undefined>>)[capability];
    if (reason !== undefined) throw new TicketSystemError(`it lacks ${capability}: ${reason}`, { kind: 'permanent', ...where });
  }
}

/** A field that is `undefined` or `null` asks for nothing. */
function givenFields(value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).filter(([, field]) => field !== undefined && field !== null);
}
