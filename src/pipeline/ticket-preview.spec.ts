import { MemoryTicketSystem } from '../testing/memory-ticket-system.js';
import { PREVIEW_ID, previewNote, previewTicket, previewUpdate } from './ticket-preview.js';

const TICKET = new MemoryTicketSystem().add({
  id: '7',
  subject: 'VPN',
  body: 'It is broken',
  queue: 'Incoming',
  tags: ['a', 'b'],
  custom_fields: { room: 12, floor: 3 },
});

describe('the preview of an update', () => {
  it('changes what the update names, and leaves all else', () => {
    const preview = previewUpdate(TICKET, {
      subject: 'VPN!',
      queue: { name: 'IT' },
      priority: { id: '3' },
      owner: { email: 'desk@example.com' },
    });
    expect(preview).toEqual({
      ...TICKET,
      subject: 'VPN!',
      queue: { id: null, name: 'IT' },
      priority: { id: '3', name: null },
      owner: { id: null, name: null, email: 'desk@example.com' },
    });
  });

  it('leaves the ticket it is a preview of as it is', () => {
    const before = structuredClone(TICKET);
    previewUpdate(TICKET, { tags: [], custom_fields: { room: 13 }, note: { body: 'moved' } });
    expect(TICKET).toEqual(before);
  });

  it.each([
    [{ tags: ['c'] }, ['c']],
    [{ tags: [] }, []],
    [{ add_tags: ['b', 'c'] }, ['a', 'b', 'c']],
    [{ remove_tags: ['a', 'x'] }, ['b']],
    [{ tags: ['c'], add_tags: ['d'], remove_tags: ['c'] }, ['d']],
    [{}, ['a', 'b']],
  ])('%j makes the tags %j', (update, tags) => {
    expect(previewUpdate(TICKET, update).tags).toEqual(tags);
  });

  it('merges custom fields by name', () => {
    expect(previewUpdate(TICKET, { custom_fields: { room: 13, desk: 'b' } }).custom_fields).toEqual({ room: 13, floor: 3, desk: 'b' });
  });

  it('puts a note at the end, internal unless it says otherwise', () => {
    const { notes } = previewUpdate(
      { ...TICKET, notes: [previewNote({ body: 'first' })] },
      { note: { body: 'second', visibility: 'public' } },
    );
    expect(notes).toMatchObject([
      { body: 'first', visibility: 'internal', content_type: 'text/plain', author_role: 'agent' },
      { body: 'second', visibility: 'public' },
    ]);
  });
});

it('a ticket that was not created bears an id that says so', () => {
  expect(previewTicket({ subject: 'a', body: 'b', queue: { name: 'IT' }, tags: ['x'] })).toMatchObject({
    id: PREVIEW_ID,
    subject: 'a',
    body: 'b',
    queue: { name: 'IT' },
    priority: null,
    tags: ['x'],
    notes: [],
  });
});
