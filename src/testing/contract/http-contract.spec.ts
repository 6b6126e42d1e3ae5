import { TicketSystem } from '../../api/tickets/ticket-system.js';
import type { NewNote, Note, Ticket, TicketPage } from '../../api/tickets/ticket.js';
import { FakeServer } from '../server/fake-server.js';
import { describeTicketSystemContract } from './describe-contract.js';
import type { ContractStart, StartedHelpdesk } from './ticket-system.harness.js';

const PASSWORD = 'naive-password-canary';

/** What people write on a first afternoon: it works, until something goes wrong. */
class NaiveDesk extends TicketSystem {
  constructor(private readonly url: string) {
    super();
  }

  override async findTickets(): Promise<TicketPage> {
    return { tickets: [await this.getTicket('1')], next_cursor: null };
  }

  override async getTicket(id: string): Promise<Ticket> {
    return (await this.ask(`/tickets/${id}`)) as Ticket;
  }

  override createTicket = () => this.getTicket('1');
  override updateTicket = (id: string) => this.getTicket(id);

  override async addNote(id: string, { body }: NewNote): Promise<Note> {
    return (await this.ask(`/tickets/${id}/notes`, { method: 'POST', body })) as Note;
  }

  override listValues = async () => null;

  private async ask(path: string, init?: RequestInit, triesLeft = 2): Promise<unknown> {
    try {
      const response = await fetch(this.url + path, { ...init, headers: { authorization: PASSWORD }, signal: AbortSignal.timeout(200) });
      if (!response.ok) throw new Error(`failed with ${response.status}, password ${PASSWORD}`);
      return await response.json();
    } catch (error) {
      if (triesLeft > 0) return this.ask(path, init, triesLeft - 1);
      throw error;
    }
  }
}

async function start(_options: ContractStart): Promise<StartedHelpdesk> {
  const ticket = { id: '1', subject: 'a', notes: [] as { body: string }[] };
  const server = await FakeServer.start(({ method, body }) => {
    if (method === 'POST') ticket.notes.push({ body });
    return { body: ticket };
  });
  const system = new NaiveDesk(server.url);
  return {
    system,
    server,
    ids: ['1'],
    secrets: [PASSWORD],
    log: () => [],
    reconnect: async () => system,
    change: async () => undefined,
    readByCustomer: async () => [],
    storedNote: async () => ({ body: '', isHtml: false }),
    stop: () => server.stop().catch(() => undefined),
  };
}

const checks = new Map<string, () => Promise<void>>();
const it$ = Object.assign((name: string, check: () => Promise<void>) => void checks.set(name.split(':', 1)[0] ?? '', check), {
  skip: () => undefined,
});
const words = {
  queues: ['a', 'b'],
  priorities: ['a', 'b'],
  states: { open: 'a', closed: 'b' },
  customers: ['a@example.org', 'b@example.org'],
  custom_field: 'a',
} as const;
describeTicketSystemContract('naive', { type: NaiveDesk, words, start }, { describe: (_name, body) => body(), it: it$ });

describe('a connector that was only tried while all went well', () => {
  it.each([
    'http.429_with_header',
    'http.409',
    'http.500',
    'http.html',
    'http.redirect_other_host',
    'http.timeout',
    'http.write_cut_after',
    'http.write_500_after',
    'http.wrong_credentials',
    'http.abort',
    'secrets.errors_and_logs',
  ])('breaks %s', async (id) => {
    await expect(checks.get(id)?.()).rejects.toHaveProperty('message');
  });

  it.each(['http.cut', 'http.keep_alive'])('keeps %s', async (id) => {
    await expect(checks.get(id)?.()).resolves.toBeUndefined();
  });
});
