import { MemoryTicketSystem } from '../../testing/memory-ticket-system.js';
import type { TicketUpdate } from '../../api/tickets/ticket.js';
import type { TicketWrite } from '../write-port.js';
import { isWithheld, recordedAfter, recordedBefore } from './recorded-fields.js';
import { fieldsAfter, fieldsBefore, type RecordOptions } from './write-record.js';

const TICKET = new MemoryTicketSystem().add({
  id: '7',
  subject: 'VPN',
  body: 'My password is hunter2',
  queue: { id: '1', name: 'Incoming' },
  owner: { id: '5', name: 'Desk', email: 'desk@example.org' },
  customer: { id: '9', name: 'Ada', email: 'ada@example.org' },
  tags: ['a', 'b'],
  custom_fields: { room: 12, summary: 'x'.repeat(201) },
});

const UPDATE: TicketUpdate = {
  subject: 'VPN of Ada',
  body: 'hunter2',
  queue: { name: 'IT' },
  priority: { id: '3' },
  owner: { email: 'vpn@example.org' },
  customer: { email: 'ada@example.org' },
  add_tags: ['c'],
  remove_tags: ['a'],
  custom_fields: { room: 13, summary: 'Ada\nforgot it', floor: 2 },
  note: { subject: 'Routing', body: 'Ada asked for it.' },
};

/** A write as it comes back from the journal. */
function recorded(write: TicketWrite, options: Partial<RecordOptions> = {}) {
  const all = { storeTexts: false, ...options };
  const before = fieldsBefore(write, all);
  const json = { before: before && JSON.stringify(before), after: JSON.stringify(fieldsAfter(write, all)) };
  return { json, before: recordedBefore(json), after: recordedAfter({ ...json, operation: write.operation }) };
}

function update(change: TicketUpdate, before: typeof TICKET | null = TICKET): TicketWrite {
  return { system: 'helpdesk', operation: 'updateTicket', ticketId: '7', change, before };
}

describe('what the journal keeps of an update', () => {
  it('is what the fields it names were before', () => {
    expect(recorded(update(UPDATE)).before).toEqual({
      subject: { withheld: 3 },
      body: { withheld: 22 },
      queue: { id: '1', name: 'Incoming' },
      priority: null,
      owner: { id: '5', name: 'Desk' },
      customer: { withheld: 15 },
      tags: ['a', 'b'],
      custom_fields: { room: 12, summary: { withheld: 201 } },
    });
  });

  it('and what they were to be, the tags as they were to be all together', () => {
    expect(recorded(update(UPDATE), { reference: 'otai-7k2m9x4qza' }).after).toEqual({
      subject: { withheld: 10 },
      body: { withheld: 7 },
      queue: { id: null, name: 'IT' },
      priority: { id: '3', name: null },
      owner: { id: null, name: null },
      customer: { withheld: 15 },
      tags: ['b', 'c'],
      custom_fields: { room: 13, summary: { withheld: 13 }, floor: 2 },
      note: { visibility: 'internal', content_type: 'text/plain', length: 17, reference: 'otai-7k2m9x4qza' },
    });
  });

  it('has no text of the ticket or the note in it, and no address', () => {
    const { json } = recorded(update(UPDATE));
    expect(`${json.before} ${json.after}`).not.toMatch(/hunter2|Ada|VPN|Routing|@/);
  });

  it('has them when that is asked for', () => {
    const { before, after } = recorded(update(UPDATE), { storeTexts: true });
    expect(before).toMatchObject({ subject: 'VPN', body: 'My password is hunter2', customer: { name: 'Ada', email: 'ada@example.org' } });
    expect(after).toMatchObject({ subject: 'VPN of Ada', custom_fields: { summary: 'Ada\nforgot it' } });
    expect(after.note).toMatchObject({ subject: 'Routing', body: 'Ada asked for it.' });
  });

  it('has ids and names as the helpdesk gave them, where they are what was wanted', () => {
    const owner = { id: '6', name: 'VPN desk', email: 'VPN@example.org' };
    const answer = { ...TICKET, queue: { id: '2', name: 'IT' }, priority: { id: '4', name: 'low' }, owner };
    expect(recorded(update(UPDATE), { answer }).after).toMatchObject({
      queue: { id: '2', name: 'IT' },
      priority: { id: '3', name: null },
      owner: { id: '6', name: 'VPN desk' },
    });
  });

  it('does not say what was before when the run had not seen the ticket', () => {
    const { before, after } = recorded(update({ add_tags: ['c'], remove_tags: ['a'] }, null));
    expect([before, after]).toEqual([null, { add_tags: ['c'], remove_tags: ['a'] }]);
    expect(recorded(update({ tags: ['c'] }, null)).after).toEqual({ tags: ['c'] });
  });

  it('leaves out what the update does not name, or only as undefined', () => {
    const { before, after } = recorded(update({ subject: undefined, custom_fields: { room: undefined } }));
    expect([before, after]).toEqual([{ custom_fields: {} }, { custom_fields: {} }]);
  });
});

describe('what the journal keeps of a note and of a new ticket', () => {
  it('is how the note is found again', () => {
    const change = { body: 'Ada asked for it.', visibility: 'public', content_type: 'text/html' } as const;
    const { json, before, after } = recorded({ system: 'helpdesk', operation: 'addNote', ticketId: '7', change, before: TICKET });
    expect(JSON.parse(json.after)).toEqual({ visibility: 'public', content_type: 'text/html', length: 17, reference: null });
    expect([before, after]).toEqual([null, { note: JSON.parse(json.after) }]);
  });

  it('is all that the new ticket was to be, without its texts', () => {
    const change = { subject: 'VPN', body: 'Down', queue: { name: 'IT' }, tags: ['a'] };
    const { before, after } = recorded({ system: 'helpdesk', operation: 'createTicket', ticketId: null, change, before: null });
    expect([before, after]).toEqual([
      null,
      { subject: { withheld: 3 }, body: { withheld: 4 }, queue: { id: null, name: 'IT' }, tags: ['a'] },
    ]);
  });
});

describe('what is read from a journal', () => {
  it.each(['', 'null', '[]', '7', '{"queue":7,"tags":[1],"owner":{"id":1},"note":{},"subject":{},"custom_fields":[]}', '{"later":1}'])(
    'has no field that is not known or not in its form: %s',
    (after) => {
      expect(recordedAfter({ operation: 'updateTicket', after })).toEqual({});
      expect(recordedAfter({ operation: 'addNote', after })).toEqual({});
    },
  );

  it('tells a text that was not kept from a value', () => {
    expect([{ withheld: 3 }, { withheld: '3' }, { withheld: 3, more: 1 }, 'withheld', null].map(isWithheld)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
