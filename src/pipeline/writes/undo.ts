import type { Ticket, TicketUpdate } from '../../api/tickets/ticket.js';
import type { WriteRecord } from '../../journal/journal-records.js';
import { recordedAfter } from './recorded-fields.js';
import { undoFields, type KeptReason } from './undo-fields.js';
import { undoTags } from './undo-tags.js';

/** Why something is left as it is. */
export type LeftReason = KeptReason | 'note' | 'created' | 'no_ticket';

/** Something that a run wrote and that is not taken back. */
export interface LeftField {
  readonly system: string;
  /** `null` of a ticket whose creation was never confirmed. */
  readonly ticketId: string | null;
  /** `queue`, `custom_fields.room`, `tags`, `note`; `ticket` of one that was created. */
  readonly field: string;
  readonly reason: LeftReason;
  /** The reason as a sentence. */
  readonly why: string;
}

/** What is to be written back to one ticket. */
export interface TicketRestoration {
  readonly system: string;
  readonly ticketId: string;
  readonly update: TicketUpdate;
  /** As it is now: whoever changes it before it is written back is not overwritten. */
  readonly expected: Ticket;
  /** The writes that are taken back with it, at least in part. */
  readonly writes: readonly WriteRecord[];
}

/** What can be taken back of a run, and what cannot. */
export interface UndoPlan {
  readonly restorations: readonly TicketRestoration[];
  readonly left: readonly LeftField[];
}

const WHY: Readonly<Record<LeftReason, string>> = {
  changed_since: 'somebody changed it since',
  not_kept: 'the journal does not keep such texts (see store_texts)',
  not_known: 'the run had not read the ticket before it wrote',
  was_empty: 'it was empty before, and no helpdesk is asked to empty it',
  note: 'a note cannot be taken back',
  created: 'a ticket that was created stays',
  no_ticket: 'the ticket cannot be read any more',
};

/** The name under which {@link planUndo} looks for a ticket. */
export function ticketKey(system: string, ticketId: string): string {
  return `${system}\n${ticketId}`;
}

/**
 * What to write back so that a ticket is as it was before a run wrote it: only fields that still have the value that the run wrote. Several writes
 * to one field go back to the value before the first, or to what a person made of it in between.
 *
 * @param writes - all writes of the run, in their order; those of dry runs, failed and taken back ones are left out
 * @param tickets - as they are now, by {@link ticketKey}
 */
export function planUndo(writes: readonly WriteRecord[], tickets: ReadonlyMap<string, Ticket>): UndoPlan {
  const plans = byTicket(writes.filter(isOurs)).map((own) => planTicket(own, tickets));
  return { restorations: plans.flatMap(({ restorations }) => restorations), left: plans.flatMap(({ left }) => left) };
}

/** Also a write of which nobody knows whether it was made: the ticket tells. */
function isOurs({ state, dryRun }: WriteRecord): boolean {
  return !dryRun && (state === 'done' || state === 'intended');
}

function byTicket(writes: readonly WriteRecord[]): readonly (readonly WriteRecord[])[] {
  const groups = new Map<string, WriteRecord[]>();
  for (const write of writes) {
    const key = ticketKey(write.system, write.ticketId ?? '');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [write]);
    else group.push(write);
  }
  return [...groups.values()];
}

function planTicket(writes: readonly WriteRecord[], tickets: ReadonlyMap<string, Ticket>): UndoPlan {
  const [{ system, ticketId }] = writes as [WriteRecord];
  const leave = ([field, reason]: Left): LeftField => ({ system, ticketId, field, reason, why: WHY[reason] });
  const lasting = writes.flatMap(lastingOf).map(leave);
  const updates = writes.filter(({ operation }) => operation === 'updateTicket');
  if (ticketId === null || updates.length === 0) return { restorations: [], left: lasting };
  const current = tickets.get(ticketKey(system, ticketId));
  if (current === undefined) return { restorations: [], left: [leave(['ticket', 'no_ticket']), ...lasting] };
  const verdicts = [...undoFields(updates, current), ...undoTags(updates, current)];
  const left = verdicts.flatMap(({ field, reason }) => (reason === undefined ? [] : [leave([field, reason])]));
  const undone = verdicts.filter(({ restored }) => restored !== undefined);
  if (undone.length === 0) return { restorations: [], left: [...left, ...lasting] };
  const update = mergeUpdates(undone.map(({ restored }) => restored ?? {}));
  const taken = new Set(undone.flatMap((verdict) => verdict.writes));
  return {
    restorations: [{ system, ticketId, update, expected: current, writes: updates.filter((write) => taken.has(write)) }],
    left: [...left, ...lasting],
  };
}

type Left = readonly [field: string, reason: LeftReason];

/** What of a write lasts whatever is done. */
function lastingOf(write: WriteRecord): readonly Left[] {
  if (write.operation === 'createTicket') return [['ticket', 'created']];
  return write.state === 'done' && recordedAfter(write).note !== undefined ? [['note', 'note']] : [];
}

function mergeUpdates(updates: readonly TicketUpdate[]): TicketUpdate {
  const custom = updates.flatMap(({ custom_fields: fields }) => (fields === undefined ? [] : [fields]));
  return Object.assign(
    {},
    ...updates,
    ...(custom.length === 0 ? [] : [{ custom_fields: Object.assign({}, ...custom) as object }]),
  ) as TicketUpdate;
}
