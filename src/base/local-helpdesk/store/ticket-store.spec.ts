import { appendFileSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import type { Ticket } from '../../../api/tickets/ticket.js';
import { emptyTicket } from '../mail/mail-tickets.js';
import { TicketStore } from './ticket-store.js';

const defaults = { queue: { id: 'Incoming', name: 'Incoming' }, priority: null, state: { id: 'new', name: 'new' } };
const at = '2026-11-22T12:00:00.000Z';
const draft = (subject: string, created_at = at) => ({ ...emptyTicket(defaults, at), subject, created_at });
const newFile = () => join(mkdtempSync(join(tmpdir(), 'otai-store-')), 'deep', 'tickets.jsonl');
const ticketsOf = (store: TicketStore): Ticket[] => [...store.table.walk('oldest_first', undefined)];

let warnings: string[];
beforeEach(() => (warnings = []));

const open = (file: string) => TicketStore.open(file, (message) => warnings.push(message));

/** Opens the store, lets `use` work with it, closes it. */
async function withStore<T>(file: string, use: (store: TicketStore) => T | Promise<T>): Promise<T> {
  const store = await open(file);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

describe('the ticket file', () => {
  it('keeps tickets and their changes over a restart', async () => {
    const file = newFile();
    const before = await withStore(file, async (store) => {
      const { id, stored } = store.create(draft('printer'), ['mail-1']);
      await stored;
      await store.change({ change: 'changed', id, at, add_tags: ['a', 'b'], custom_fields: { floor: 2 } });
      await store.change({ change: 'changed', id, at, remove_tags: ['a'], custom_fields: { room: 'x' }, mail: 'mail-2' });
      return ticketsOf(store);
    });
    expect(before).toMatchObject([{ id: '1', subject: 'printer', tags: ['b'], custom_fields: { floor: 2, room: 'x' } }]);
    await withStore(file, (store) => {
      expect(ticketsOf(store)).toEqual(before);
      expect([store.table.idOfMail('mail-1'), store.table.idOfMail('mail-2')]).toEqual(['1', '1']);
      expect(store.create(draft('next')).id).toBe('2');
    });
  });

  it('is readable for its owner only', async () => {
    const file = newFile();
    await withStore(file, () => undefined);
    expect(statSync(file).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
  });

  it('drops a last line that was not written to its end, and says so', async () => {
    const file = newFile();
    await withStore(file, (store) => store.create(draft('kept')).stored);
    const good = readFileSync(file, 'utf8');
    appendFileSync(file, '{"change":"created","ticket":{"id":"2","subj');
    await withStore(file, (store) => expect(ticketsOf(store)).toMatchObject([{ subject: 'kept' }]));
    expect(readFileSync(file, 'utf8')).toBe(good);
    expect(warnings).toEqual([expect.stringContaining('dropped 44 bytes of a last change')]);
  });

  it.each([
    ['a line that is no JSON', '{"change":"crea#ted"\n', 'it is damaged'],
    ['a line with bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22, 0x0a]), 'it is damaged'],
    ['a change of a ticket that is not there', '{"change":"changed","id":"9","at":"x"}\n', 'there is no ticket 9'],
    ['a ticket that is there twice', '{"change":"created","ticket":{"id":"1","notes":[],"tags":[]}}\n', 'ticket 1 is there twice'],
  ])('names file and line of %s, and changes nothing', async (_what, line, reason) => {
    const file = newFile();
    await withStore(file, (store) => store.create(draft('one')).stored);
    appendFileSync(file, line);
    appendFileSync(file, '{"change":"changed","id":"1","at":"x"}\n');
    const before = readFileSync(file);
    await expect(open(file)).rejects.toMatchObject({ code: 'OTAI_LOCAL_HELPDESK_CORRUPT', message: expect.stringContaining(`${file}:3`) });
    await expect(open(file)).rejects.toThrow(reason);
    expect(readFileSync(file)).toEqual(before);
  });

  it.each([
    ['with other text', 'hello', 'OTAI_LOCAL_HELPDESK_CORRUPT'],
    ['with other lines', 'a,b\n1,2\n', 'OTAI_LOCAL_HELPDESK_CORRUPT'],
    ['of a newer version', '{"format":"otai-tickets","version":2}\n', 'OTAI_LOCAL_HELPDESK_TOO_NEW'],
  ])('refuses a file %s, and leaves it as it is', async (_what, content, code) => {
    const file = join(mkdtempSync(join(tmpdir(), 'otai-store-')), 'x');
    writeFileSync(file, content);
    await expect(open(file)).rejects.toMatchObject({ code });
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it('is written anew at the start when most of its lines are history', async () => {
    const file = newFile();
    const before = await withStore(file, async (store) => {
      const { id } = store.create(draft('often changed'), ['mail-1']);
      const changes = Array.from({ length: 1100 }, (_, i) => store.change({ change: 'changed', id, at, fields: { subject: `v${i}` } }));
      await Promise.all(changes);
      return ticketsOf(store);
    });
    const [long, after] = [statSync(file).size, await withStore(file, ticketsOf)];
    expect(after).toEqual(before);
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3);
    expect(statSync(file).size).toBeLessThan(long / 100);
    await withStore(file, (store) => expect(store.table.idOfMail('mail-1')).toBe('1'));
  });

  it('shows a change to readers only when it is on the disk', async () => {
    const file = newFile();
    await withStore(file, async (store) => {
      const { id, stored } = store.create(draft('soon'));
      expect(store.table.get(id)).toBeUndefined();
      await stored;
      expect(readFileSync(file, 'utf8')).toContain('soon');
      expect(store.table.get(id)).toBeDefined();
    });
  });

  it('fails a value that JSON cannot say, and goes on', async () => {
    await withStore(newFile(), async (store) => {
      await expect(store.create({ ...draft('x'), custom_fields: { n: 1n } }).stored).rejects.toThrow('BigInt');
      await expect(store.create(draft('y')).stored).resolves.toMatchObject({ subject: 'y' });
    });
  });

  it('waits for pending writes before it closes, and refuses later ones', async () => {
    const store = await open(newFile());
    const pending = Promise.all([store.create(draft('a')).stored, store.create(draft('b')).stored]);
    await store.close();
    await expect(pending).resolves.toHaveLength(2);
    await expect(store.create(draft('c')).stored).rejects.toThrow('closed');
  });
});

describe('after a crash', () => {
  const operation = fc.oneof(
    fc.record({ kind: fc.constant('create' as const), subject: fc.string(), daysAgo: fc.nat(3) }),
    fc.record({
      kind: fc.constant('change' as const),
      ticket: fc.nat(4),
      tag: fc.string({ maxLength: 3 }),
      body: fc.string({ unit: 'binary' }),
    }),
  );

  type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

  async function perform(store: TicketStore, step: Operation): Promise<void> {
    if (step.kind === 'create') return void (await store.create(draft(step.subject, `2026-11-2${step.daysAgo}T00:00:00.000Z`)).stored);
    const tickets = ticketsOf(store);
    const id = tickets[step.ticket % Math.max(tickets.length, 1)]?.id;
    if (id !== undefined) await store.change({ change: 'changed', id, at, add_tags: [step.tag], fields: { body: step.body } });
  }

  it('the file holds exactly what was acknowledged before the point where it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (steps, where) => {
          const file = newFile();
          const acknowledged: { size: number; tickets: Ticket[] }[] = [];
          await withStore(file, async (store) => {
            acknowledged.push({ size: 0, tickets: [] });
            for (const step of steps) {
              await perform(store, step);
              acknowledged.push({ size: statSync(file).size, tickets: ticketsOf(store) });
            }
          });
          const bytes = readFileSync(file);
          const cut = Math.floor(bytes.length * where);
          writeFileSync(file, bytes.subarray(0, cut));
          const expected = acknowledged.findLast(({ size }) => size <= cut)?.tickets;
          expect(await withStore(file, ticketsOf)).toEqual(expected);
          expect(await withStore(file, ticketsOf)).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });
});
