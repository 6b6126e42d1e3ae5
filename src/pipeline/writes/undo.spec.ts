import { MemoryTicketSystem, type TicketSeed } from '../../testing/memory-ticket-system.js';
import type { Ticket, TicketUpdate } from '../../api/tickets/ticket.js';
import type { WriteRecord } from '../../journal/journal-records.js';
import { previewUpdate } from '../ticket-preview.js';
import type { TicketWrite } from '../write-port.js';
import { planUndo, ticketKey, type UndoPlan } from './undo.js';
import { fieldsAfter, fieldsBefore } from './write-record.js';

const SEED: TicketSeed = {
  id: '7',
  subject: 'VPN',
  queue: { id: '1', name: 'Incoming' },
  priority: { id: '3', name: 'normal' },
  owner: { id: '5', name: 'Desk', email: null },
  tags: ['new'],
  custom_fields: { room: '12' },
};

let count = 0;

function record(write: TicketWrite, storeTexts: boolean, more: Partial<WriteRecord> = {}): WriteRecord {
  const before = fieldsBefore(write, { storeTexts });
  return {
    key: `key ${++count}`,
    runId: 'run',
    path: 'step',
    pipeline: 'route',
    system: 'helpdesk',
    ticketId: write.ticketId,
    operation: write.operation,
    state: 'done',
    dryRun: false,
    before: before && JSON.stringify(before),
    after: JSON.stringify(fieldsAfter(write, { storeTexts })),
    noteId: null,
    intendedAt: count,
    settledAt: count,
    ...more,
  };
}

/** A ticket that a run writes, and people too. */
class Story {
  readonly writes: WriteRecord[] = [];
  ticket: Ticket;
  storeTexts = false;

  constructor(seed: TicketSeed = {}) {
    this.ticket = new MemoryTicketSystem().add({ ...SEED, ...seed });
  }

  run(change: TicketUpdate, more: Partial<WriteRecord> = {}): this {
    const write = { system: 'helpdesk', operation: 'updateTicket', ticketId: '7', change, before: this.ticket } as const;
    this.writes.push(record(write, this.storeTexts, more));
    return this.person(change);
  }

  person(change: TicketUpdate): this {
    this.ticket = previewUpdate(this.ticket, change);
    return this;
  }

  undo(): UndoPlan {
    return planUndo(this.writes, new Map([[ticketKey('helpdesk', '7'), this.ticket]]));
  }

  get update(): TicketUpdate | undefined {
    return this.undo().restorations[0]?.update;
  }

  get left(): readonly string[] {
    return this.undo().left.map(({ field, reason }) => `${field}: ${reason}`);
  }
}

describe('what a run wrote is taken back', () => {
  it('field by field, to the values before', () => {
    const story = new Story().run({ queue: { name: 'IT' }, priority: { id: '4' }, owner: { id: '6' }, custom_fields: { room: 13 } });
    expect(story.undo()).toMatchObject({ restorations: [{ system: 'helpdesk', ticketId: '7', writes: story.writes }], left: [] });
    expect(story.update).toEqual({ queue: { id: '1' }, priority: { id: '3' }, owner: { id: '5' }, custom_fields: { room: '12' } });
  });

  it('with the ticket as it was looked at, so that nobody’s change is overwritten meanwhile', () => {
    const story = new Story().run({ queue: { name: 'IT' } });
    expect(story.undo().restorations[0]?.expected).toBe(story.ticket);
  });

  it('to the value before the first of several writes', () => {
    expect(new Story().run({ queue: { name: 'IT' } }).run({ queue: { name: 'Billing' } }).update).toEqual({ queue: { id: '1' } });
  });

  it('but not beyond what a person made of it in between', () => {
    const story = new Story()
      .run({ queue: { name: 'IT' } })
      .person({ queue: { name: 'Sales' } })
      .run({ queue: { name: 'Billing' } });
    expect(story.update).toEqual({ queue: { name: 'Sales' } });
  });

  it('tag by tag: added ones go, removed ones come back, those of others stay', () => {
    const story = new Story({ tags: ['new', 'vip'] }).run({ add_tags: ['it', 'vpn'], remove_tags: ['new'] }).person({ add_tags: ['mine'] });
    expect(story.update).toEqual({ remove_tags: ['it', 'vpn'], add_tags: ['new'] });
    expect(story.person({ remove_tags: ['it'], add_tags: ['new'] }).update).toEqual({ remove_tags: ['vpn'] });
    expect(
      new Story()
        .run({ tags: ['a'] })
        .run({ tags: ['new'] })
        .undo(),
    ).toEqual({ restorations: [], left: [] });
  });

  it('by emptying a custom field that was empty, or not on the ticket', () => {
    const story = new Story({ custom_fields: { room: null } }).run({ custom_fields: { room: 13, floor: 2 } });
    expect(story.update).toEqual({ custom_fields: { room: null, floor: null } });
  });

  it('texts and customers too, where the journal keeps them', () => {
    const story = new Story({ customer: { id: null, name: 'Ada', email: 'ada@example.org' } });
    story.storeTexts = true;
    story.run({ subject: 'Broken VPN', customer: { email: 'bob@example.org' } });
    expect(story.update).toEqual({ subject: 'VPN', customer: { name: 'Ada', email: 'ada@example.org' } });
  });

  it('also of a write whose outcome is not known, when the ticket shows that it was made', () => {
    const story = new Story().run({ queue: { name: 'IT' } }, { state: 'intended' });
    expect(story.update).toEqual({ queue: { id: '1' } });
  });

  it('of each ticket for itself', () => {
    const story = new Story().run({ queue: { name: 'IT' } });
    const other = new Story({ id: '8' }).run({ queue: { name: 'HR' } }, { ticketId: '8' });
    const tickets = new Map([
      [ticketKey('helpdesk', '7'), story.ticket],
      [ticketKey('helpdesk', '8'), other.ticket],
    ]);
    const { restorations } = planUndo([...story.writes, ...other.writes], tickets);
    expect(restorations.map(({ ticketId }) => ticketId)).toEqual(['7', '8']);
  });
});

describe('nothing is written back, and nothing left,', () => {
  it('when the ticket is as before already', () => {
    const story = new Story().run({ queue: { name: 'IT' } }).person({ queue: { id: '1', name: 'Incoming' } });
    expect(story.undo()).toEqual({ restorations: [], left: [] });
  });

  it.each<Partial<WriteRecord>>([{ state: 'failed' }, { state: 'taken_back' }, { dryRun: true }])('of a write that is %j', (more) => {
    expect(new Story().run({ queue: { name: 'IT' }, note: { body: 'x' } }, more).undo()).toEqual({ restorations: [], left: [] });
  });
});

describe('it is left, with the reason,', () => {
  it('what a person changed since; the other fields are taken back', () => {
    const story = new Story().run({ queue: { name: 'IT' }, priority: { name: 'high' } }).person({ queue: { name: 'Sales' } });
    expect(story.update).toEqual({ priority: { id: '3' } });
    expect(story.undo().left).toEqual([
      { system: 'helpdesk', ticketId: '7', field: 'queue', reason: 'changed_since', why: 'somebody changed it since' },
    ]);
  });

  it('a text that the journal does not keep', () => {
    const story = new Story().run({ subject: 'Broken VPN', custom_fields: { room: 'x'.repeat(300) }, owner: { email: 'a@example.org' } });
    expect(story.left).toEqual(['subject: not_kept', 'owner: not_kept', 'custom_fields.room: not_kept']);
  });

  it('what was empty before and is no custom field', () => {
    expect(new Story({ owner: null }).run({ owner: { id: '6' } }).left).toEqual(['owner: was_empty']);
  });

  it('what the run had not read before it wrote', () => {
    const story = new Story().run(
      { queue: { name: 'IT' }, add_tags: ['it'] },
      { before: null, after: '{"queue":{"id":null,"name":"IT"},"add_tags":["it"]}' },
    );
    expect(story.left).toEqual(['queue: not_known', 'tags: not_known']);
    expect(story.update).toBeUndefined();
  });

  it('a note, be it alone or in an update', () => {
    const story = new Story().run({ queue: { name: 'IT' }, note: { body: 'Moved.' } });
    story.writes.push(record({ system: 'helpdesk', operation: 'addNote', ticketId: '7', change: { body: 'x' }, before: null }, false));
    expect(story.left).toEqual(['note: note', 'note: note']);
    expect(story.update).toEqual({ queue: { id: '1' } });
  });

  it('a ticket that was created, and one that is no more', () => {
    const change = { subject: 'VPN', body: 'Down' };
    const created = record({ system: 'helpdesk', operation: 'createTicket', ticketId: null, change, before: null }, false, {
      ticketId: '9',
    });
    const moved = new Story().run({ queue: { name: 'IT' } }).writes;
    expect(planUndo([created, ...moved], new Map()).left.map(({ reason }) => reason)).toEqual(['created', 'no_ticket']);
  });
});
