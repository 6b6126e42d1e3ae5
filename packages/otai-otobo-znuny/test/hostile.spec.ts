import * as fc from 'fast-check';
import { personFrom } from '../src/tickets/mail-address.js';
import { ServerTime } from '../src/tickets/server-time.js';
import { toTicket } from '../src/tickets/ticket.mapper.js';
import { advance, readCursor, START, writeCursor } from '../src/search/cursor.js';
import { keptText } from '../src/interface/wire.js';
import { isWrite, PASSWORD, startOtobo, type StartedOtobo } from './otobo.harness.js';

/** Texts as people and models write them, and as somebody writes them who wants to break something. */
const TEXTS = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom(
    '0',
    ' ',
    '\0',
    '\uD800',
    '{{ 1 }}',
    "'; DROP TABLE ticket; --",
    '<script>',
    '*',
    '%',
    '__proto__',
    '\u202Eabc',
    '\r\n.\r\n',
    'a'.repeat(5000),
  ),
);

let helpdesk: StartedOtobo;
beforeAll(async () => {
  helpdesk = await startOtobo({ tickets: [{ subject: 'a' }] });
});
afterAll(() => helpdesk.stop());

describe('whatever text', () => {
  it('a note holds, it is stored as it is, or refused: it changes no other article and no field', async () => {
    await fc.assert(
      fc.asyncProperty(TEXTS, TEXTS, async (subject, body) => {
        const { system, otobo } = helpdesk;
        const { world } = otobo;
        const ticket = world.addTicket({ title: 'one', queue: 'IT' });
        world.addArticle(ticket, { fields: { Body: 'help', SenderType: 'customer' } });
        const before = { ...ticket.fields };
        const id = String(ticket.fields.TicketID);
        const note = await system.addNote(id, { subject, body }).catch(() => null);
        expect(ticket.articles).toHaveLength(note === null ? 1 : 2);
        expect(note === null || note.body === keptText(body)).toBe(true);
        expect({ ...ticket.fields, Changed: 0, ChangeBy: 0 }).toEqual({ ...before, Changed: 0, ChangeBy: 0 });
      }),
      { numRuns: 40 },
    );
  });

  it('a criterion holds, the search finds what has exactly this value, or is refused: never all', async () => {
    await fc.assert(
      fc.asyncProperty(TEXTS, async (text) => {
        const { system } = helpdesk;
        for (const criteria of [
          { queue: { name: text } },
          { customer: { email: text } },
          { customer: { id: text } },
          { owner: { name: text } },
          { custom_fields: { OtaiNote: text } },
        ]) {
          const found = await system.findTickets(criteria).catch(() => ({ tickets: [] }));
          expect(found.tickets.filter(({ queue }) => queue?.name !== text)).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('an id is, only a whole number is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(TEXTS, fc.constantFrom('1e3', '1,2', '-1', '0x10', '999999999999999999999')), async (id) => {
        fc.pre(!/^[1-9]\d{0,14}$/.test(id));
        const before = helpdesk.server.requests.length;
        await expect(helpdesk.system.getTicket(id)).rejects.toMatchObject({ kind: 'not_found' });
        await expect(helpdesk.system.updateTicket(id, { subject: 'x' })).rejects.toMatchObject({ kind: 'not_found' });
        expect(helpdesk.server.requests).toHaveLength(before);
      }),
      { numRuns: 100 },
    );
  });

  it('the server answers, the call ends, with an error of the contract or a ticket, and shows no password', async () => {
    const answers = fc.oneof(
      fc.jsonValue(),
      TEXTS,
      fc.record({ Ticket: fc.jsonValue(), TicketID: fc.jsonValue(), ArticleID: fc.jsonValue(), Error: fc.jsonValue() }),
    );
    await fc.assert(
      fc.asyncProperty(answers, fc.constantFrom(200, 500), async (body, status) => {
        const { system, server } = helpdesk;
        server.fail({ reply: { status, body } });
        for (const call of [
          system.getTicket('1'),
          system.findTickets({}),
          system.updateTicket('1', { subject: 'x', note: { body: 'n' } }),
        ]) {
          const outcome: unknown = await call.catch((error: unknown) => error);
          expect(outcome).toEqual(expect.anything());
          expect(outcome instanceof Error ? (outcome as { kind?: string }).kind : 'fine').toEqual(expect.any(String));
          expect(String(outcome)).not.toContain(PASSWORD);
        }
        server.heal();
      }),
      { numRuns: 40 },
    );
  });
});

describe('whatever a server says', () => {
  it('of a ticket becomes a ticket, without an error', () => {
    const record = fc.dictionary(
      fc.constantFrom('TicketID', 'Title', 'Queue', 'QueueID', 'Owner', 'CustomerUserID', 'Article', 'DynamicField', 'Created', 'Changed'),
      fc.jsonValue({ maxDepth: 3 }),
    );
    fc.assert(
      fc.property(record, (ticket) => {
        const mapped = toTicket(ticket, new ServerTime(undefined));
        expect(typeof mapped.id).toBe('string');
        expect(typeof mapped.body).toBe('string');
        expect(Array.isArray(mapped.notes)).toBe(true);
      }),
    );
  });

  it('of a sender becomes a person or nobody, in a time that does not grow with tricks', () => {
    fc.assert(
      fc.property(fc.oneof(TEXTS, fc.constantFrom('<'.repeat(5000), '"'.repeat(5000), '@'.repeat(5000))), (from) => {
        expect(personFrom(from)?.email ?? 'a@b').toMatch(/@/);
      }),
    );
  });
});

describe('a cursor', () => {
  const WALL = fc.integer({ min: 0, max: 4_000_000_000 }).map((s) => new Date(s * 1000).toISOString().slice(0, 19).replace('T', ' '));
  const IDS = fc.uniqueArray(fc.integer({ min: 1, max: 1e9 }).map(String), { minLength: 1, maxLength: 20 });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.option(WALL, { nil: undefined }), IDS, (created, seen) => {
        expect(readCursor(writeCursor({ created, seen }))).toEqual({ created, seen });
      }),
    );
  });

  it('that was not written by the connector is none', () => {
    fc.assert(fc.property(TEXTS, (text) => void expect(readCursor(`${text}!`)).toBeUndefined()));
  });

  it('never forgets a ticket of its second', () => {
    fc.assert(
      fc.property(WALL, fc.array(IDS, { maxLength: 5 }), (created, pages) => {
        const end = pages.reduce(
          (position, ids) =>
            advance(
              position,
              ids.map((id) => ({ id, created })),
            ),
          START,
        );
        expect(end.seen).toEqual(pages.flat());
      }),
    );
  });
});

describe('no write', () => {
  it('is sent for a search, a read, or a health check, whatever fails', async () => {
    const { system, server } = helpdesk;
    const before = server.requests.filter(isWrite).length;
    await system.findTickets({ queue: { name: 'Nowhere' } }).catch(() => undefined);
    await system.checkHealth();
    await system.getTicket('1');
    expect(server.requests.filter(isWrite)).toHaveLength(before);
  });
});
