import { performance } from 'node:perf_hooks';
import { jest } from '@jest/globals';
import { Pipe, PipeResult, TicketSystem, type PipeContext } from 'open-ticket-ai';
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

/** Reads a ticket, lets a person change it and the time pass, and moves it. */
@Pipe('read_wait_move', { injects: { ticket_system: TicketSystem } })
class ReadWaitMovePipe {
  meanwhile = (): void => undefined;

  execute = async ({ services }: PipeContext<object, { readonly ticket_system: TicketSystem }>) => {
    await services.ticket_system.getTicket('1');
    this.meanwhile();
    return PipeResult.succeeded({ ticket: await services.ticket_system.updateTicket('1', { queue: { name: 'IT' } }) });
  };
}

const MOVE = {
  otai: {
    services: { helpdesk: { use: 'testing:memory_ticket_system' } },
    pipelines: { move: { steps: [{ id: 'move', use: 'read_wait_move', injects: { ticket_system: 'helpdesk' } }] } },
  },
};

/** Moves a ticket that a person moves `after` milliseconds after the run read it; gives the error and where the ticket is. */
async function move(after: number): Promise<readonly [string | undefined, string | null | undefined]> {
  const app = await bootOtai(MOVE, { providers: [ReadWaitMovePipe] });
  const helpdesk = app.service<MemoryTicketSystem>('helpdesk');
  helpdesk.add({ subject: 'a', queue: 'Incoming' });
  const start = performance.now();
  const clock = jest.spyOn(performance, 'now').mockReturnValue(start);
  app.module.get(ReadWaitMovePipe).meanwhile = () => {
    clock.mockReturnValue(start + after);
    helpdesk.add({ id: '1', subject: 'a', queue: 'Billing' });
  };
  const { error } = await app.run('move');
  clock.mockRestore();
  await app.close();
  return [error?.message, helpdesk.tickets[0]?.queue?.name];
}

describe('an update of a ticket that somebody changed while the run was at work', () => {
  it('is a conflict, and the ticket stays as the person left it', async () => {
    const [message, queue] = await move(2001);
    expect(message).toContain('somebody changed queue since the ticket was read; nothing was written');
    expect(queue).toBe('Billing');
  });

  it('goes through when the ticket was read a moment ago: a look would come as late', async () => {
    expect(await move(1999)).toEqual([undefined, 'IT']);
  });
});
