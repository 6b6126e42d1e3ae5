import type { Ticket } from '../../api/tickets/ticket.js';
import type { WriteRecord } from '../../journal/journal-records.js';
import type { LeftField, TicketRestoration } from '../../pipeline/writes/undo.js';
import { recordedBefore } from '../../pipeline/writes/recorded-fields.js';
import { fieldsAfter, fieldsBefore } from '../../pipeline/writes/write-record.js';
import { oneLine } from '../printable.js';
import { fieldChanges, valueText, type FieldChange } from '../runs/recorded-writes.js';
import { textTable } from '../text-table.js';
import type { UndoOutcome } from './undo-outcome.js';

/** One field of one ticket. */
export interface UndoneField {
  readonly system: string;
  readonly ticketId: string | null;
  readonly field: string;
  /** As it was found, and as it was written back; `null` when it was left. */
  readonly change: FieldChange | null;
  readonly outcome: string;
}

const HEAD = ['ticket', 'field', 'change', 'outcome'];
const SHRINKABLE = [
  [2, 20],
  [3, 30],
  [1, 12],
  [3, 16],
  [2, 10],
] as const;
const NATURAL = new Intl.Collator('en', { numeric: true });

/** Every field that the run wrote, with what became of it, in the order of the tickets. */
export function undoneFields({
  restorations,
  left,
  failed,
  dryRun,
}: Omit<UndoOutcome, 'runId' | 'undoRunId' | 'unreadable'>): readonly UndoneField[] {
  const outcomes = new Map(failed.map(({ restoration, error }) => [restoration, `failed: ${error.message}`]));
  const fields = [
    ...restorations.flatMap((one) => restoredFields(one, outcomes.get(one) ?? (dryRun ? 'would be taken back' : 'taken back'))),
    ...left.map(leftField),
  ];
  return fields.toSorted((a, b) => NATURAL.compare(a.ticketId ?? '', b.ticketId ?? ''));
}

function restoredFields({ system, ticketId, update, expected, writes }: TicketRestoration, outcome: string): UndoneField[] {
  const write = { system, operation: 'updateTicket', ticketId, before: expected, change: update } as const;
  const changes = fieldChanges(fieldsBefore(write, SHOWN), fieldsAfter(write, { ...SHOWN, answer: namesOf(writes, expected) }));
  return changes.map((change) => ({ system, ticketId, field: change.name, change, outcome }));
}

/** The ticket with what it was before: what is written back by its id has its name from there. */
function namesOf(writes: readonly WriteRecord[], expected: Ticket): Ticket {
  return Object.assign({}, expected, ...writes.toReversed().map((write) => recordedBefore(write))) as Ticket;
}

/** Whoever asks for an undo sees the texts, which are nowhere kept. */
const SHOWN = { storeTexts: true };

function leftField({ system, ticketId, field, why }: LeftField): UndoneField {
  return { system, ticketId, field, change: null, outcome: `left: ${why}` };
}

/** The same as a table that is at most `width` columns wide. */
export function undoTable(fields: readonly UndoneField[], width: number): string {
  const systems = new Set(fields.map(({ system }) => system));
  const rows = fields.map(({ system, ticketId, field, change, outcome }) => [
    `${systems.size > 1 ? `${system}/` : ''}${ticketId ?? '(new)'}`,
    field,
    change === null ? '' : `${valueText(change.before)} → ${valueText(change.after)}`,
    outcome,
  ]);
  return textTable({ head: HEAD, rows: rows.map((row) => row.map(oneLine)), shrinkable: SHRINKABLE, cut: [] }, width);
}
