import { isDeepStrictEqual } from 'node:util';
import { idOf, partOf, recordsOf, textOf, type RtRecord } from './records.js';
import { valuesIn } from './ticket.mapper.js';

/** One thing that is to become so. */
export interface Change {
  /** What the contract calls it. */
  readonly name: string;
  /** Its part of the request. */
  readonly body: RtRecord;
  readonly isDone: (record: RtRecord) => boolean;
  /** How the history names it once it was done: the field, and its value where the history gives it as it was sent. */
  readonly trace: { readonly field: string; readonly value?: string };
}

export function subjectChange(subject: string): Change {
  return {
    name: 'subject',
    body: { Subject: subject },
    isDone: (record) => (textOf(record, 'Subject') ?? '') === subject,
    trace: { field: 'Subject', value: subject },
  };
}

export function queueChange(id: string): Change {
  return {
    name: 'queue',
    body: { Queue: id },
    isDone: (record) => idOf(partOf(record, 'Queue')) === id,
    trace: { field: 'Queue', value: id },
  };
}

/** Always a number: of a name it does not know Request Tracker makes 0, and says that it is done. */
export function priorityChange(number: number): Change {
  const isDone = (record: RtRecord): boolean => idOf(record, 'Priority') === String(number);
  return { name: 'priority', body: { Priority: number }, isDone, trace: { field: 'Priority', value: String(number) } };
}

export function stateChange(state: string): Change {
  return {
    name: 'state',
    body: { Status: state },
    isDone: (record) => record['Status'] === state,
    trace: { field: 'Status', value: state },
  };
}

export function ownerChange(user: string): Change {
  return { name: 'owner', body: { Owner: user }, isDone: (record) => isUser(partOf(record, 'Owner'), user), trace: { field: 'Owner' } };
}

export function customerChange(user: string): Change {
  const isDone = (record: RtRecord): boolean => {
    const [only, ...others] = recordsOf(record['Requestor']);
    return only !== undefined && others.length === 0 && isUser(only, user);
  };
  return { name: 'customer', body: { Requestor: [user] }, isDone, trace: { field: 'Requestor' } };
}

/** @param name - that of the custom field, or `tags` */
export function fieldChange(name: string, field: { readonly id: string; readonly isMultiple: boolean }, values: readonly string[]): Change {
  const isDone = (record: RtRecord): boolean => {
    const found = recordsOf(record['CustomFields']).find((one) => idOf(one) === field.id);
    return found !== undefined && isDeepStrictEqual(valuesIn(found).map(String).toSorted(), values.toSorted());
  };
  const value = field.isMultiple ? values : (values[0] ?? null);
  return {
    name,
    body: { CustomFields: { [field.id]: value } },
    isDone,
    trace: field.isMultiple ? { field: field.id } : { field: field.id, value: values[0] ?? '' },
  };
}

/** The request that makes all changes at once. */
export function bodyOf(changes: readonly Change[]): RtRecord {
  const CustomFields = Object.assign({}, ...changes.map(({ body }) => body['CustomFields'])) as RtRecord;
  const body = Object.assign({}, ...changes.map((change) => change.body)) as RtRecord;
  return Object.keys(CustomFields).length === 0 ? body : { ...body, CustomFields };
}

/** A user by name or by address, which for customers mostly are one. */
function isUser(user: RtRecord, wanted: string): boolean {
  return [idOf(user), textOf(user, 'EmailAddress')].some((known) => known?.toLowerCase() === wanted.toLowerCase());
}
