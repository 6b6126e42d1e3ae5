import type { EntityRef, NewNote, Person, Ticket, TicketUpdate } from '../../api/tickets/ticket.js';
import { previewTicket, previewUpdate } from '../../pipeline/ticket-preview.js';
import type { TicketWrite } from '../../pipeline/write-port.js';
import { oneLine, printable } from '../printable.js';

const TEXTS = ['subject', 'body'] as const;
const NAMES = ['queue', 'priority', 'state', 'type', 'owner', 'customer'] as const;
const TAGS = ['tags', 'add_tags', 'remove_tags'] as const;
/** Longer texts, and those of several lines, stand in a block of their own. */
const LONGEST_IN_LINE = 60;

/** What a field was, and what it would be; `undefined`: not known, or there was no ticket. */
interface FieldChange {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string;
}

/**
 * What a write would do, field by field, with the texts themselves: it is shown to who asked for a dry run, and kept nowhere.
 * Fields that would stay as they are, are left out.
 */
export function writeDiff(write: TicketWrite): string[] {
  if (write.operation === 'addNote') return noteLines(write.change);
  const { before, change } = write;
  const after = write.operation === 'createTicket' ? previewTicket(write.change) : previewUpdate(before ?? UNKNOWN, change);
  const changes = changesOf(change, before, after).filter((field) => field.before !== field.after);
  const lines = [...changes.flatMap(fieldLines), ...(change.note === undefined ? [] : noteLines(change.note))];
  return lines.length > 0 ? lines : ['nothing would change'];
}

/** The ticket that stands for one the run has not seen. */
const UNKNOWN: Ticket = previewTicket({ subject: '', body: '' });

function changesOf(change: TicketUpdate, before: Ticket | null, after: Ticket): FieldChange[] {
  const { custom_fields: custom = {} } = change;
  return [
    ...TEXTS.filter((name) => change[name] !== undefined).map((name) => ({ name, before: before?.[name], after: after[name] })),
    ...NAMES.filter((name) => change[name] !== undefined).map((name) => named(name, before, after)),
    ...tagChanges(change, before, after),
    ...Object.keys(custom).map((key) => ({
      name: oneLine(`custom_fields.${key}`),
      before: before === null ? undefined : textOf(before.custom_fields[key]),
      after: textOf(custom[key]),
    })),
  ];
}

/** Of a ticket the run has not seen it is known what is added and what is removed, and not what comes of it. */
function tagChanges(change: TicketUpdate, before: Ticket | null, after: Ticket): FieldChange[] {
  const given = TAGS.filter((name) => change[name] !== undefined);
  if (before === null) return given.map((name) => ({ name, before: undefined, after: (change[name] ?? []).join(', ') }));
  return given.length === 0 ? [] : [{ name: 'tags', before: before.tags.join(', '), after: after.tags.join(', ') }];
}

function named(name: (typeof NAMES)[number], before: Ticket | null, after: Ticket): FieldChange {
  const [was, is] = [before?.[name] ?? null, after[name]];
  const isSame = was !== null && is !== null && is.id !== null && was.id === is.id;
  const text = nameOf(isSame ? was : is);
  return { name, before: before === null ? undefined : nameOf(was), after: text };
}

function nameOf(value: EntityRef | Person | null): string {
  return value?.name ?? (value !== null && 'email' in value ? value.email : null) ?? value?.id ?? 'none';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function fieldLines({ name, before, after }: FieldChange): string[] {
  const isLong = [before ?? '', after].some((text) => text.length > LONGEST_IN_LINE || text.includes('\n'));
  if (!isLong) return [`${name}: ${before === undefined ? '' : `${oneLine(before)} → `}${oneLine(after)}`];
  return [...(before === undefined ? [] : [`${name} before:`, ...block(before)]), `${name}:`, ...block(after)];
}

function noteLines({ subject, body, visibility = 'internal', content_type: type = 'text/plain' }: NewNote): string[] {
  const facts = [
    visibility,
    ...(type === 'text/plain' ? [] : [type]),
    ...(subject === undefined ? [] : [JSON.stringify(oneLine(subject))]),
  ];
  return [`note (${facts.join(', ')}):`, ...block(body)];
}

function block(text: string): string[] {
  return printable(text)
    .trimEnd()
    .split('\n')
    .map((line) => `  | ${line}`.trimEnd());
}
