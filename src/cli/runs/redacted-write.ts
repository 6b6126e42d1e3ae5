import type { WriteRecord } from '../../journal/journal-records.js';
import { recordedAfter, recordedBefore, type RecordedFields, type Withheld } from '../../pipeline/writes/recorded-fields.js';

/** A write without any text and any person, whatever the journal may keep. */
export function redactedWrite(write: WriteRecord): object {
  const { intendedAt, settledAt } = write;
  const before = recordedBefore(write);
  return {
    ...write,
    before: before === null ? null : redacted(before),
    after: redacted(recordedAfter(write)),
    intendedAt: new Date(intendedAt).toISOString(),
    settledAt: settledAt === null ? null : new Date(settledAt).toISOString(),
  };
}

function redacted({ subject, body, customer, owner, custom_fields: custom, note, ...fields }: RecordedFields): object {
  return {
    ...fields,
    ...(subject === undefined ? {} : { subject: withheld(subject) }),
    ...(body === undefined ? {} : { body: withheld(body) }),
    ...(customer === undefined ? {} : { customer: customer && withheld(customer) }),
    ...(owner === undefined ? {} : { owner: owner && { id: owner.id, name: null } }),
    ...(custom === undefined ? {} : { custom_fields: Object.fromEntries(Object.entries(custom).map(withoutText)) }),
    ...(note === undefined ? {} : { note: { ...note, subject: undefined, body: undefined } }),
  };
}

/** Numbers and truth values say nothing of anybody. */
function withoutText([name, value]: [string, unknown]): [string, unknown] {
  return [name, typeof value === 'string' || typeof value === 'object' ? value && withheld(value) : value];
}

function withheld(value: string | object): Withheld {
  if (typeof value === 'string') return { withheld: value.length };
  return 'withheld' in value ? (value as Withheld) : { withheld: JSON.stringify(value).length };
}
