import { conflictingFields } from './ticket-conflict.js';
import type { Ticket } from './ticket.js';

const READ: Ticket = {
  id: '7',
  subject: 'VPN',
  body: 'Down',
  queue: { id: '1', name: 'Incoming' },
  priority: { id: null, name: 'low' },
  state: null,
  type: null,
  owner: { id: null, name: null, email: 'Desk@example.org' },
  customer: null,
  tags: ['a', 'b'],
  custom_fields: { colour: 'blue', size: 1 },
  notes: [],
  created_at: null,
  updated_at: '2026-03-01T08:00:00Z',
  raw: null,
};

const MOVED = { ...READ, queue: { id: '2', name: 'Billing' }, updated_at: '2026-03-01T09:00:00Z' };

describe('what an update would undo', () => {
  it('is a field it names that somebody changed since the ticket was read', () => {
    expect(conflictingFields({ queue: { name: 'IT' } }, READ, MOVED)).toEqual(['queue']);
  });

  it('is no field that nobody changed, whatever else was', () => {
    expect(conflictingFields({ priority: { name: 'high' }, subject: 'x' }, READ, MOVED)).toEqual([]);
  });

  it('is no field that already is what the update wants', () => {
    expect(conflictingFields({ queue: { name: 'Billing' } }, READ, MOVED)).toEqual([]);
    expect(conflictingFields({ queue: { id: '2' } }, READ, MOVED)).toEqual([]);
  });

  it('compares people by id, else by address in any case, else by name', () => {
    const owned = { ...READ, owner: { id: null, name: 'Desk', email: 'desk@EXAMPLE.org' } };
    expect(conflictingFields({ owner: { email: 'other@example.org' } }, READ, owned)).toEqual([]);
    expect(conflictingFields({ owner: { email: 'other@example.org' } }, READ, { ...READ, owner: null })).toEqual(['owner']);
  });

  it('compares tags as a set, and only when all are replaced', () => {
    expect(conflictingFields({ tags: ['x'] }, READ, { ...READ, tags: ['b', 'a'] })).toEqual([]);
    expect(conflictingFields({ tags: ['x'] }, READ, { ...READ, tags: ['a'] })).toEqual(['tags']);
    expect(conflictingFields({ add_tags: ['x'] }, READ, { ...READ, tags: ['a'] })).toEqual([]);
  });

  it('compares each custom field by itself', () => {
    const current = { ...READ, custom_fields: { colour: 'red', size: 1 } };
    expect(conflictingFields({ custom_fields: { size: 2 } }, READ, current)).toEqual([]);
    expect(conflictingFields({ custom_fields: { size: 2, colour: 'green' } }, READ, current)).toEqual(['colour']);
  });

  it('is nothing when a note is all there is to write', () => {
    expect(conflictingFields({ note: { body: 'x' } }, READ, MOVED)).toEqual([]);
  });
});
