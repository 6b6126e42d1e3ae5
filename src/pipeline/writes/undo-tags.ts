import type { Ticket } from '../../api/tickets/ticket.js';
import type { WriteRecord } from '../../journal/journal-records.js';
import { recordedAfter, recordedBefore } from './recorded-fields.js';
import type { FieldVerdict } from './undo-fields.js';

/**
 * What to do about the tags of a ticket: those that a run added go, those that it removed come back, all others stay. Several writes that
 * outweigh each other come to nothing.
 *
 * @param writes - the updates of the run, in their order
 */
export function undoTags(writes: readonly WriteRecord[], { tags: current }: Ticket): readonly FieldVerdict[] {
  const named = writes.filter((write) => namesTags(write));
  if (named.length === 0) return [];
  const known = named.filter((write) => recordedBefore(write)?.tags !== undefined);
  const { added, removed } = netChange(known);
  const remove = [...added].filter((tag) => current.includes(tag));
  const add = [...removed].filter((tag) => !current.includes(tag));
  const restored = { ...(remove.length > 0 && { remove_tags: remove }), ...(add.length > 0 && { add_tags: add }) };
  return [
    { field: 'tags', writes: known, restored: remove.length + add.length > 0 ? restored : undefined },
    ...(known.length < named.length ? [{ field: 'tags', writes: [], reason: 'not_known' as const }] : []),
  ];
}

function namesTags(write: WriteRecord): boolean {
  const { tags, add_tags: add, remove_tags: remove } = recordedAfter(write);
  return tags !== undefined || add !== undefined || remove !== undefined;
}

function netChange(writes: readonly WriteRecord[]): { readonly added: ReadonlySet<string>; readonly removed: ReadonlySet<string> } {
  const added = new Set<string>();
  const removed = new Set<string>();
  for (const write of writes) {
    const before = new Set(recordedBefore(write)?.tags);
    const after = new Set(recordedAfter(write).tags);
    for (const tag of after) if (!before.has(tag) && !removed.delete(tag)) added.add(tag);
    for (const tag of before) if (!after.has(tag) && !added.delete(tag)) removed.add(tag);
  }
  return { added, removed };
}
