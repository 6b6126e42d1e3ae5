import { MemoryTicketSystem } from '../testing/memory-ticket-system.js';
import { runPipe } from '../testing/run-pipe.js';
import { AddNotePipe } from './add-note.pipe.js';
import { UpdateTicketPipe } from './update-ticket.pipe.js';

function update(ticket_system: MemoryTicketSystem, updated_ticket: object, ticket_id: unknown = '1') {
  return runPipe(UpdateTicketPipe, { params: { ticket_id, updated_ticket }, services: { ticket_system } });
}

function addNote(ticket_system: MemoryTicketSystem, note: object) {
  return runPipe(AddNotePipe, { params: { ticket_id: 1, note }, services: { ticket_system } });
}

describe('update_ticket', () => {
  it('changes what it names and nothing else, and gives the ticket as it then is', async () => {
    const system = MemoryTicketSystem.with({ subject: 'VPN', queue: 'Incoming', tags: ['a'] });
    const result = await update(system, { queue: { name: 'IT' }, add_tags: ['b'] });
    expect(result).toMatchObject({ data: { ticket: { id: '1', subject: 'VPN', queue: { name: 'IT' }, tags: ['a', 'b'] } } });
  });

  it('takes the id as a number too', async () => {
    const system = MemoryTicketSystem.with({});
    expect((await update(system, { subject: 'new' }, 1)).succeeded).toBe(true);
    expect(system.calls[0]?.args[0]).toBe('1');
  });

  it('is skipped when it names nothing to change, and asks nobody', async () => {
    const system = MemoryTicketSystem.with({});
    expect(await update(system, {})).toMatchObject({ status: 'skipped', reason: 'updated_ticket names nothing to change' });
    expect(system.calls).toEqual([]);
  });

  it('fails with the helpdesk’s own error', async () => {
    expect(await update(new MemoryTicketSystem(), { subject: 'new' })).toMatchObject({ error: { kind: 'not_found', ticketId: '1' } });
  });

  it.each(['queue', 'state', 'type', 'priority', 'owner', 'customer'])(
    'refuses a %s that names nothing, for it would take it away',
    async (field) => {
      await expect(update(MemoryTicketSystem.with({}), { [field]: {} })).rejects.toThrow(`updated_ticket.${field} names nothing`);
    },
  );

  it.each(['', ' ', null, [1], 1.5])('does not take %j for an id', async (id) => {
    await expect(update(new MemoryTicketSystem(), { subject: 'new' }, id)).rejects.toMatchObject({ code: 'OTAI_PARAMS_INVALID' });
  });
});

describe('add_note', () => {
  it('adds an internal note of plain text, and gives it as the helpdesk keeps it', async () => {
    const system = MemoryTicketSystem.with({});
    const result = await addNote(system, { subject: 'Automatic', body: 'Moved.' });
    const note = { id: '1', subject: 'Automatic', body: 'Moved.', visibility: 'internal', content_type: 'text/plain' };
    expect(result).toMatchObject({ data: { note } });
    expect(system.tickets[0]?.notes).toMatchObject([note]);
  });

  it('lets the customer read it only when it says so', async () => {
    const system = MemoryTicketSystem.with({});
    await addNote(system, { body: 'Hello', visibility: 'public', content_type: 'text/html' });
    expect(system.tickets[0]?.notes).toMatchObject([{ visibility: 'public', content_type: 'text/html' }]);
  });

  it.each([[{}], [{ body: 'x', visibility: 'everybody' }], [{ body: 'x', content_type: 'text/markdown' }], [{ body: 'x', to: 'me' }]])(
    'refuses the note %j',
    async (note) => {
      await expect(addNote(MemoryTicketSystem.with({}), note)).rejects.toMatchObject({ code: 'OTAI_PARAMS_INVALID' });
    },
  );
});
