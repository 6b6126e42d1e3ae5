import { MemoryTicketSystem, runPipe } from 'open-ticket-ai/testing';
import { FirstClassPipe } from '../src/pipes/first-class.pipe.js';
import { DomainList } from '../src/services/domain-list.service.js';

const customers = new DomainList({ domains: ['example.com'] });
const from = (email: string) => MemoryTicketSystem.with({ customer: { id: null, name: null, email } });
const params = { ticket_id: 1 };

describe('first_class', () => {
  it('moves the ticket of an important customer', async () => {
    const ticket_system = from('ada@Example.com');
    const result = await runPipe(FirstClassPipe, { params, services: { ticket_system, customers } });
    expect(result.succeeded).toBe(true);
    expect(ticket_system.tickets[0]?.queue?.name).toBe('First Class');
  });

  it('skips everybody else, and writes nothing', async () => {
    const ticket_system = from('bob@example.org');
    const result = await runPipe(FirstClassPipe, { params, services: { ticket_system, customers } });
    expect(result).toMatchObject({ skipped: true, reason: 'not an important customer' });
    expect(ticket_system.operations).toEqual(['getTicket']);
  });

  it('skips a ticket that nobody with an address wrote', async () => {
    const ticket_system = MemoryTicketSystem.with({ subject: 'from the telephone' });
    const result = await runPipe(FirstClassPipe, { params, services: { ticket_system, customers } });
    expect(result).toMatchObject({ skipped: true, reason: 'the ticket has no customer with an e-mail address' });
  });
});
