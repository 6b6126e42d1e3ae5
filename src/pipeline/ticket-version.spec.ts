import * as fc from 'fast-check';
import { aWrite } from '../../test/support/journal-entries.js';
import type { Note, Ticket } from '../api/tickets/ticket.js';
import type { TicketRecord, TicketVersion } from '../journal/journal-records.js';
import { MemoryTicketSystem, type TicketSeed } from '../testing/memory-ticket-system.js';
import { afterWrite, isKnown, isNewsSince, UNSEEN, versionAfter, versionOf } from './ticket-version.js';

const CLAIMED = '2026-01-01T10:00:00Z';
const EARLIER = '2026-01-01T09:00:00Z';
const LATER = '2026-01-01T11:00:00Z';

function ticketWith(seed: TicketSeed = {}): Ticket {
  return new MemoryTicketSystem().add({ id: '7', subject: 'VPN', queue: 'Incoming', updated_at: CLAIMED, ...seed });
}

function note(id: string, created_at: string | null, body = 'some words', author_role: Note['author_role'] = 'customer'): Note {
  const rest = { subject: null, content_type: 'text/plain', visibility: 'public', author: null } as const;
  return { id, body, created_at, author_role, ...rest };
}

/** A note as this library writes it. */
const own = (id: string): Note => note(id, LATER, 'Moved.\n\n[otai-0123456789]', 'agent');

/** Whether a ticket is news by what is known of it, when a search finds it and all its notes are read. */
function isNews(known: TicketVersion, found: Ticket): boolean {
  return isNewsSince(known, versionOf({ ...found, notes: [] }), found.notes);
}

describe('the version of a ticket', () => {
  it('is the same for the same fields, in whatever order a helpdesk gives them', () => {
    const one = versionOf(ticketWith({ tags: ['a', 'b'], custom_fields: { x: 1, y: 2 } }));
    expect(versionOf(ticketWith({ tags: ['b', 'a'], custom_fields: { y: 2, x: 1 } }))).toEqual(one);
  });

  it.each<[string, TicketSeed]>([
    ['its subject', { subject: 'Printer' }],
    ['its text', { body: 'It is on fire.' }],
    ['its queue', { queue: 'IT' }],
    ['its priority', { priority: 'high' }],
    ['its state', { state: { id: null, name: 'closed' } }],
    ['its type', { type: { id: null, name: 'incident' } }],
    ['its owner', { owner: { id: '1', name: 'Ada', email: null } }],
    ['its customer', { customer: { id: '2', name: null, email: 'a@example.com' } }],
    ['its tags', { tags: ['vpn'] }],
    ['a custom field', { custom_fields: { contract: 'gold' } }],
  ])('is another with %s', (_, change) => {
    expect(versionOf(ticketWith(change)).fields).not.toBe(versionOf(ticketWith()).fields);
  });

  it('says nothing of the time of a field, nor of what the helpdesk itself answers', () => {
    const { fields } = versionOf(ticketWith({ updated_at: LATER, raw: { any: 'thing' } }));
    expect(fields).toBe(versionOf(ticketWith()).fields);
  });
});

describe('a ticket is news', () => {
  const known = versionOf(ticketWith({ notes: [note('1', EARLIER)] }));

  it('not as it was', () => {
    expect(isNews(known, ticketWith({ notes: [note('1', EARLIER)] }))).toBe(false);
  });

  it('when somebody has changed a field', () => {
    expect(isNews(known, ticketWith({ queue: 'IT', notes: [note('1', EARLIER)] }))).toBe(true);
  });

  it('when somebody has added a note, even one that is older than its arrival', () => {
    expect(isNews(known, ticketWith({ notes: [note('1', EARLIER), note('2', LATER)] }))).toBe(true);
    expect(isNews(known, ticketWith({ notes: [note('1', EARLIER), note('2', EARLIER)] }))).toBe(true);
  });

  it('when its notes were not read then only by later ones', () => {
    const unread = { ...known, notes: null };
    expect(isNews(unread, ticketWith({ notes: [note('1', EARLIER)] }))).toBe(false);
    expect(isNews(unread, ticketWith({ notes: [note('1', EARLIER), note('2', LATER)] }))).toBe(true);
    expect(isNews(unread, ticketWith({ notes: [note('2', null)] }))).toBe(true);
  });

  it('not by notes that carry a reference, unless a customer quotes one', () => {
    expect(isNews(known, ticketWith({ notes: [note('1', EARLIER), own('2')] }))).toBe(false);
    expect(isNews(known, ticketWith({ notes: [note('1', EARLIER), { ...own('2'), author_role: 'customer' }] }))).toBe(true);
  });
});

describe('after an own write', () => {
  const claimed = versionOf(ticketWith());

  it('a ticket is as the write has left it, and that is no news', () => {
    const moved = ticketWith({ queue: 'IT', updated_at: LATER });
    expect(isNews(afterWrite(claimed, { ticket: moved }), moved)).toBe(false);
    expect(isNews(afterWrite(claimed, { ticket: moved }), { ...moved, queue: { id: null, name: 'HR' } })).toBe(true);
  });

  it('its own note is no news, by its id', () => {
    const written = ticketWith({ notes: [note('5', LATER, 'without any reference', 'agent')] });
    expect(isNews(claimed, written)).toBe(true);
    expect(isNews(afterWrite(claimed, { noteId: '5' }), written)).toBe(false);
  });

  it('what a customer has answered in the meantime is news, though the ticket was changed after it', () => {
    const answered = ticketWith({ queue: 'IT', updated_at: '2026-01-01T12:00:00Z', notes: [note('6', LATER)] });
    expect(isNews(afterWrite(claimed, { ticket: { ...answered, notes: [] } }), answered)).toBe(true);
  });

  it('is marked as written, so that another time of change alone says nothing', () => {
    expect(afterWrite(claimed, {})).toEqual({ ...claimed, written: true });
  });
});

describe('what is not known', () => {
  it('is the ticket that was never looked at: then nothing is news', () => {
    expect([isKnown(null), isKnown(UNSEEN), isKnown(versionOf(ticketWith()))]).toEqual([false, false, true]);
    expect(isNews(UNSEEN, ticketWith({ notes: [note('1', LATER)] }))).toBe(false);
  });

  it('may be the fields alone, after a write whose outcome nobody knows: then notes are news', () => {
    const uncertain = { ...versionOf(ticketWith()), fields: UNSEEN.fields, written: true };
    expect(isNews(uncertain, ticketWith({ queue: 'IT', notes: [note('1', EARLIER)] }))).toBe(false);
    expect(isNews(uncertain, ticketWith({ queue: 'IT', notes: [note('1', LATER)] }))).toBe(true);
  });
});

describe('a ticket that an interrupted run has had', () => {
  const version = versionOf(ticketWith());
  const record = { system: 'desk', ticketId: '7', version } as TicketRecord;

  it('is as it was when the run wrote nothing to it', () => {
    const others = [aWrite({ ticketId: '8' }), aWrite({ system: 'archive' }), aWrite({ state: 'failed' })];
    expect(versionAfter(record, others)).toBe(version);
  });

  it('has fields that nobody knows, and the run’s own notes, when it did', () => {
    const after = versionAfter(record, [aWrite(), aWrite({ operation: 'addNote', noteId: '5' })]);
    expect(after).toEqual({ ...version, fields: UNSEEN.fields, notes: '?5', written: true });
    expect(versionAfter({ ...record, version: null }, [aWrite()])).toEqual(UNSEEN);
  });
});

describe('whatever a helpdesk and the people there do', () => {
  const id = fc.integer({ min: 1, max: 6 }).map(String);
  const notes = fc.uniqueArray(fc.record({ id, time: fc.constantFrom(EARLIER, LATER), isOwn: fc.boolean() }), {
    selector: ({ id: key }) => key,
    maxLength: 6,
  });

  it('own notes and those that were read are never news, and those that were not there when all were read always are', () => {
    fc.assert(
      fc.property(notes, fc.array(id), fc.boolean(), (list, readIds, isComplete) => {
        const all = list.map(({ id: key, time, isOwn }) => (isOwn ? own(key) : note(key, time)));
        const read = all.filter((one) => readIds.includes(one.id ?? ''));
        const known = versionOf(ticketWith({ notes: read }), isComplete);
        const foreign = list.filter(({ id: key, isOwn }) => !isOwn && !readIds.includes(key));
        const expected = isComplete ? foreign.length > 0 : foreign.some(({ time }) => time === LATER);
        expect(isNews(known, ticketWith({ notes: all }))).toBe(expected);
      }),
    );
  });
});
