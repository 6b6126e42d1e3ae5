import { MemoryTicketSystem } from '../../testing/memory-ticket-system.js';
import type { TicketUpdate } from '../../api/tickets/ticket.js';
import { hasFields, isUnchanged } from './unchanged.js';

const TICKET = new MemoryTicketSystem().add({
  id: '7',
  subject: 'VPN',
  body: 'It is broken',
  queue: { id: '3', name: 'IT' },
  priority: { id: null, name: 'high' },
  state: null,
  owner: { id: '5', name: 'Desk', email: 'desk@example.org' },
  customer: { id: null, name: 'Ada', email: 'Ada@example.org' },
  tags: ['a', 'b'],
  custom_fields: { room: '12', done: 'true', note: '', list: ['x', '1'] },
});

describe('an update changes nothing', () => {
  it.each<TicketUpdate>([
    {},
    { subject: 'VPN', body: 'It is broken' },
    { queue: { id: '3' } },
    { queue: { id: '3', name: 'IT support' } },
    { queue: { name: 'IT' }, priority: { id: '9', name: 'high' } },
    { owner: { id: '5' } },
    { owner: { email: 'DESK@example.org' }, customer: { email: 'ada@example.org' } },
    { owner: { name: 'Desk' } },
    { tags: ['b', 'a'] },
    { add_tags: ['a'], remove_tags: ['z'] },
    { tags: [], add_tags: ['a', 'b'] },
    { custom_fields: { room: 12, done: true, note: null, list: ['x', 1] } },
    { custom_fields: { unknown: undefined } },
  ])('when the ticket has all of it already: %j', (update) => {
    expect(isUnchanged(update, TICKET)).toBe(true);
  });
});

describe('an update changes something', () => {
  it.each<TicketUpdate>([
    { subject: 'vpn' },
    { body: '' },
    { queue: { id: '4', name: 'IT' } },
    { priority: { id: '9' } },
    { state: { name: 'open' } },
    { queue: {} },
    { owner: { id: '6', name: 'Desk' } },
    { owner: {} },
    { tags: ['a'] },
    { tags: [] },
    { add_tags: ['c'] },
    { remove_tags: ['a'] },
    { add_tags: ['a'], remove_tags: ['a'] },
    { custom_fields: { room: 13 } },
    { custom_fields: { room: null } },
    { custom_fields: { list: ['1', 'x'] } },
  ])('when the ticket lacks part of it: %j', (update) => {
    expect(isUnchanged({ subject: 'VPN', ...update }, TICKET)).toBe(false);
  });

  it('when it names a custom field that the ticket does not show: the helpdesk decides whether there is one', () => {
    expect(isUnchanged({ custom_fields: { unknown: null } }, TICKET)).toBe(false);
  });

  it('when it has a note, whatever the fields', () => {
    const update = { queue: { id: '3' }, note: { body: 'Stays here.' } };
    expect([isUnchanged(update, TICKET), hasFields(update, TICKET)]).toEqual([false, true]);
  });
});
