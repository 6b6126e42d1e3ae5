import { idOf, isRecord, recordsOf, type ZammadRecord } from './records.js';

/** A found ticket: whole, or only its id. */
export interface FoundTicket {
  readonly id: string;
  /** `undefined` when the answer had ids only, or tickets without the names of what they refer to. */
  readonly record: ZammadRecord | undefined;
}

/**
 * The tickets of an answer to a search, in its order. There are three shapes: a list of tickets; an object with ids under `tickets`; one
 * with ids under `record_ids` or `result`. `undefined` for a fourth.
 */
export function readSearchAnswer(answer: unknown): readonly FoundTicket[] | undefined {
  if (Array.isArray(answer)) return recordsOf(answer).flatMap((record) => found(idOf(record), record));
  if (!isRecord(answer)) return undefined;
  const ids = [answer['tickets'], answer['record_ids'], answer['result'], answer['object_ids']].find(Array.isArray) as
    unknown[] | undefined;
  return ids?.flatMap((item) => {
    const record = isRecord(item) ? item : { id: item };
    return found(idOf(record), record);
  });
}

function found(id: string | null, record: ZammadRecord): FoundTicket[] {
  if (id === null) return [];
  const isExpanded = typeof record['group'] === 'string' && typeof record['state'] === 'string';
  return [{ id, record: isExpanded ? record : undefined }];
}
