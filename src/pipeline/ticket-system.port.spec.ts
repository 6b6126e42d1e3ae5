import { Pipe, PipeResult, type PipeContext } from 'open-ticket-ai';
import { bootOtai, MemoryTicketSystem, type BootedOtai } from 'open-ticket-ai/testing';

interface Services {
  readonly ticket_system: MemoryTicketSystem;
}

/** Asks for one particular connector, and pages through it with the contract's own iterator. */
@Pipe('read_all', { injects: { ticket_system: MemoryTicketSystem } })
class ReadAllPipe {
  async execute({ services }: PipeContext<object, Services>) {
    const ids: string[] = [];
    for await (const { id } of services.ticket_system.iterateTickets({})) ids.push(id);
    return PipeResult.succeeded({ ids, known: services.ticket_system.tickets.length });
  }
}

const CONFIG = `
otai:
  services:
    helpdesk: { use: testing:memory_ticket_system }
  pipelines:
    read:
      steps:
        - id: fetch
          use: base:fetch_tickets
          injects: { ticket_system: helpdesk }
          params: { ticket_search_criteria: { queue: { name: Incoming } } }
        - { id: all, use: read_all, injects: { ticket_system: helpdesk } }
`;

describe('a run about one ticket', () => {
  let app: BootedOtai;

  beforeEach(async () => {
    app = await bootOtai(CONFIG, { providers: [ReadAllPipe] });
    const helpdesk = app.service<MemoryTicketSystem>('helpdesk');
    helpdesk.add({ subject: 'waits', queue: 'Incoming' });
    helpdesk.add({ subject: 'is done', queue: 'Billing' });
  });

  afterEach(() => app.close());

  it('finds that ticket in every search, whatever the criteria say', async () => {
    const { data } = await app.run('read', { ticket: '2' });
    expect(data).toMatchObject({ fetched_tickets: [{ id: '2', subject: 'is done' }], count: 1 });
  });

  it('finds no other through the methods of a connector either, whose own members stay reachable', async () => {
    const { data } = await app.run('read', { ticket: '2' });
    expect(data).toMatchObject({ ids: ['2'], known: 2 });
  });

  it('fails with words when there is no such ticket', async () => {
    const { error } = await app.run('read', { ticket: '7' });
    expect(error?.message).toContain('memory: getTicket (ticket 7): there is no such ticket');
  });

  it('is an ordinary run without the option', async () => {
    const { data } = await app.run('read');
    expect(data).toMatchObject({ fetched_tickets: [{ id: '1' }], ids: ['1', '2'] });
  });
});
