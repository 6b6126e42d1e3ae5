import { isEntity, isPerson } from '../../api/tickets/ticket-values.js';
import type { EntityRef, EntityRefInput, Person, PersonInput, Ticket, TicketUpdate } from '../../api/tickets/ticket.js';
import type { WriteRecord } from '../../journal/journal-records.js';
import { isSameValue } from './field-value.js';
import { isWithheld, recordedAfter, recordedBefore, type RecordedFields } from './recorded-fields.js';

/** Why a field keeps the value it has. */
export type KeptReason = 'changed_since' | 'not_kept' | 'not_known' | 'was_empty';

/** What becomes of a field that a run wrote; neither restored nor with a reason: it is as it was before already. */
export interface FieldVerdict {
  readonly field: string;
  /** The writes that touched it. */
  readonly writes: readonly WriteRecord[];
  readonly restored?: TicketUpdate | undefined;
  readonly reason?: KeptReason | undefined;
}

/** How one kind of field is compared and written back. */
interface FieldKind<V> {
  readonly name: string;
  /** Its value in a record; `undefined`: the write does not name it. */
  of(fields: RecordedFields): V | undefined;
  /** Its value in the ticket. */
  readonly current: unknown;
  isSame(a: unknown, b: unknown): boolean;
  /** `undefined`: there is no way to write this value. */
  restore(value: V | undefined): TicketUpdate | undefined;
}

interface Change {
  readonly write: WriteRecord;
  /** `null`: not known. */
  readonly before: { readonly value: unknown } | null;
  readonly after: unknown;
}

/**
 * What to do about the fields of a ticket, except its tags.
 *
 * @param writes - the updates of one run, in their order
 */
export function undoFields(writes: readonly WriteRecord[], ticket: Ticket): readonly FieldVerdict[] {
  const custom = new Set(writes.flatMap((write) => Object.keys(recordedAfter(write).custom_fields ?? {})));
  const kinds: readonly FieldKind<never>[] = [
    ...(['subject', 'body'] as const).map((name) => text(name, ticket)),
    ...(['queue', 'priority', 'state', 'type', 'owner'] as const).map((name) => entity(name, ticket)),
    customer(ticket),
    ...[...custom].map((name) => customField(name, ticket)),
  ];
  return kinds.flatMap((kind) => {
    const changes = changesOf(kind, writes);
    return changes.length === 0 ? [] : [{ field: kind.name, writes: changes.map(({ write }) => write), ...decide(kind, changes) }];
  });
}

function changesOf(kind: FieldKind<never>, writes: readonly WriteRecord[]): readonly Change[] {
  return writes.flatMap((write) => {
    const after = kind.of(recordedAfter(write));
    const before = recordedBefore(write);
    return after === undefined ? [] : [{ write, after, before: before && { value: kind.of(before) } }];
  });
}

function decide(kind: FieldKind<never>, changes: readonly Change[]): Pick<FieldVerdict, 'restored' | 'reason'> {
  const last = changes.at(-1);
  const { before } = firstOf(kind, changes);
  if (before === null) return { reason: 'not_known' };
  if (isLost(last?.after) || isLost(before.value)) return { reason: 'not_kept' };
  if (kind.isSame(kind.current, before.value)) return {};
  if (!kind.isSame(kind.current, last?.after)) return { reason: 'changed_since' };
  const restored = kind.restore(before.value as never);
  return restored === undefined ? { reason: 'was_empty' } : { restored };
}

/** The first of the changes that follow one on the other: before it is what the run found, or what a person made of it in between. */
function firstOf(kind: FieldKind<never>, changes: readonly Change[]): Change {
  const broken = changes.findLastIndex(({ before }, i) => {
    const earlier = changes[i - 1];
    return earlier !== undefined && (before === null || !kind.isSame(before.value, earlier.after));
  });
  return changes[Math.max(broken, 0)] as Change;
}

/** A text that was not kept, or a person who was known by an address only. */
function isLost(value: unknown): boolean {
  if (isWithheld(value)) return true;
  const { id, name, email = null } = (typeof value === 'object' && value !== null ? value : { id: '' }) as Partial<Person>;
  return id === null && name === null && email === null;
}

function text(name: 'subject' | 'body', ticket: Ticket): FieldKind<never> {
  const kind: FieldKind<string> = {
    name,
    of: (fields) => fields[name] as string | undefined,
    current: ticket[name],
    isSame: (a, b) => a === b,
    restore: (value) => (value === undefined ? undefined : { [name]: value }),
  };
  return kind as FieldKind<never>;
}

function entity(name: 'queue' | 'priority' | 'state' | 'type' | 'owner', ticket: Ticket): FieldKind<never> {
  const kind: FieldKind<EntityRef | null> = {
    name,
    of: (fields) => fields[name],
    current: ticket[name],
    isSame: (a, b) => isEntity(a as EntityRef | null, b as EntityRef | null),
    restore: (value) => (value == null ? undefined : { [name]: asInput(value) }),
  };
  return kind as FieldKind<never>;
}

function customer(ticket: Ticket): FieldKind<never> {
  const kind: FieldKind<Person | null> = {
    name: 'customer',
    of: (fields) => fields.customer as Person | null | undefined,
    current: ticket.customer,
    isSame: (a, b) => isPerson(a as Person | null, b as Person | null),
    restore: (value) => (value == null ? undefined : { customer: { ...asInput(value), email: value.email ?? undefined } }),
  };
  return kind as FieldKind<never>;
}

/** Of all fields only these can be emptied, by `null`; that is also how one is written back that was not on the ticket. */
function customField(name: string, ticket: Ticket): FieldKind<never> {
  const kind: FieldKind<unknown> = {
    name: `custom_fields.${name}`,
    of: ({ custom_fields: fields }) => fields?.[name],
    current: ticket.custom_fields[name] ?? null,
    isSame: (a, b) => isSameValue(a ?? null, b ?? null),
    restore: (value) => ({ custom_fields: { [name]: value ?? null } }),
  };
  return kind as FieldKind<never>;
}

function asInput({ id, name }: EntityRef): EntityRefInput & PersonInput {
  return id === null ? { name: name ?? undefined } : { id };
}
