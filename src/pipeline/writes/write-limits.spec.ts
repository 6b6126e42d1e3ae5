import { MemoryJournal } from '../../journal/memory.journal.js';
import type { Journal } from '../../journal/journal.js';
import { FakeClock } from '../../testing/fake-clock.js';
import { WriteLimits, type LimitedWrite } from './write-limits.js';
import { TicketWriteLoopError } from './write-loop.error.js';

const HOUR = 3_600_000;

interface Limits {
  readonly minute?: number;
  readonly ticket?: number;
}

/** Limits of a pipeline `route`, and a clock that goes on by hand. */
function setUp({ minute, ticket }: Limits, journal: Journal = new MemoryJournal()) {
  const clock = new FakeClock();
  const limits = new WriteLimits(new Map([['route', { writesPerMinute: minute, writesPerTicket: ticket }]]));
  const wait = (milliseconds: number) => new Promise<void>((resolve) => void clock.after(milliseconds, resolve));
  const base: LimitedWrite = { pipeline: 'route', system: 'helpdesk', ticketId: '7', clock, journal, wait };
  const admit = async (more: Partial<LimitedWrite> = {}): Promise<void> => limits.admit({ ...base, ...more });
  return { clock, limits, base, admit };
}

/** A journal that outlives the process, and has counted writes before this process began. */
function durable(counts: () => number): Journal {
  return Object.assign(Object.create(new MemoryJournal()) as MemoryJournal, { durable: true, countWrites: async () => counts() });
}

describe('writes to one ticket', () => {
  it('are let through up to the limit; one more within an hour is a loop', async () => {
    const { admit } = setUp({ ticket: 3 });
    for (let i = 0; i < 3; i++) await expect(admit()).resolves.toBeUndefined();
    await expect(admit()).rejects.toThrow(TicketWriteLoopError);
  });

  it('make an error that says what to do, sets the ticket aside at once, and is not tried again', async () => {
    const { admit } = setUp({ ticket: 1 });
    await admit();
    const error: unknown = await admit().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'OTAI_TICKET_WRITE_LOOP', quarantine: true, retryable: false });
    expect(String(error)).toContain('route has written to ticket 7 of helpdesk 1 times within an hour');
    expect(String(error)).toContain('limits.writes_per_ticket');
  });

  it('count by ticket, by system and by pipeline', async () => {
    const { admit } = setUp({ ticket: 1 });
    await admit();
    for (const other of [{ ticketId: '8' }, { system: 'other' }, { pipeline: 'other' }])
      await expect(admit(other)).resolves.toBeUndefined();
  });

  it('count for an hour', async () => {
    const { admit, clock } = setUp({ ticket: 2 });
    await admit();
    await clock.advance(HOUR / 2);
    await admit();
    await clock.advance(HOUR / 2);
    await expect(admit()).resolves.toBeUndefined();
    await expect(admit()).rejects.toThrow(TicketWriteLoopError);
  });

  it('do not count when they came to nothing', async () => {
    const { admit, limits, base } = setUp({ ticket: 1 });
    await admit();
    limits.discount(base);
    await expect(admit()).resolves.toBeUndefined();
  });

  it('are not limited for a new ticket, nor when the limit is off', async () => {
    const { admit } = setUp({ ticket: 1 });
    for (let i = 0; i < 5; i++) await expect(admit({ ticketId: null })).resolves.toBeUndefined();
    const unlimited = setUp({});
    for (let i = 0; i < 100; i++) await expect(unlimited.admit()).resolves.toBeUndefined();
  });

  it('count as the journal has them when this process sees the ticket first', async () => {
    const { admit } = setUp(
      { ticket: 3 },
      durable(() => 2),
    );
    await admit();
    await expect(admit()).resolves.toBeUndefined();
    const full = setUp(
      { ticket: 3 },
      durable(() => 3),
    );
    await expect(full.admit()).rejects.toThrow(TicketWriteLoopError);
  });

  it('are counted again by the journal before anything is called a loop', async () => {
    let count = 2;
    const { admit } = setUp(
      { ticket: 3 },
      durable(() => count),
    );
    await admit();
    count = 1;
    await expect(admit()).resolves.toBeUndefined();
  });

  it('are kept in mind of thousands of tickets at once', async () => {
    const { admit } = setUp({ ticket: 1 });
    for (let i = 0; i < 4000; i++) await admit({ ticketId: `other ${i}` });
    await admit();
    for (let i = 0; i < 4000; i++) await admit({ ticketId: `another ${i}` });
    await expect(admit()).rejects.toThrow(TicketWriteLoopError);
  });

  it('are forgotten by a clock that was set back, and are no loop then', async () => {
    const { admit } = setUp({ ticket: 1 });
    await admit();
    await expect(admit({ clock: new FakeClock(new Date(0)) })).resolves.toBeUndefined();
  });
});

describe('a limit', () => {
  it('makes nobody wait, not even for a promise, where there is nothing to wait for', () => {
    const { limits, base } = setUp({ minute: 2, ticket: 2 });
    expect(limits.admit(base)).toBeUndefined();
  });
});

describe('writes of one pipeline in a minute', () => {
  it('are let through up to the limit, and wait for their turn beyond, in their order', async () => {
    const { admit, clock } = setUp({ minute: 2 });
    const through: string[] = [];
    const write = async (name: string) => {
      await admit();
      through.push(name);
    };
    const all = ['a', 'b', 'c', 'd', 'e'].map(write);
    await clock.advance(0);
    expect(through).toEqual(['a', 'b']);
    await clock.advance(59_999);
    expect(through).toHaveLength(2);
    await clock.advance(1);
    expect(through).toEqual(['a', 'b', 'c', 'd']);
    await clock.advance(60_000);
    await Promise.all(all);
    expect(through.at(-1)).toBe('e');
  });

  it('never are more than the limit in any minute', async () => {
    const { admit, clock } = setUp({ minute: 3 });
    const times: number[] = [];
    const write = async (pause: number) => {
      await new Promise<void>((resolve) => void clock.after(pause, resolve));
      await admit();
      times.push(clock.now());
    };
    const all = Array.from({ length: 20 }, (_, i) => write(i * 7000));
    await clock.advance(20 * 60_000);
    await Promise.all(all);
    expect(times.slice(3).filter((time, i) => time - (times[i] ?? 0) < 60_000)).toEqual([]);
    expect(times).toHaveLength(20);
  });

  it('do not wait for those of another pipeline', () => {
    const clock = new FakeClock();
    const limit = { writesPerMinute: 1, writesPerTicket: undefined };
    const limits = new WriteLimits(
      new Map([
        ['a', limit],
        ['b', limit],
      ]),
    );
    const write = { system: 's', ticketId: '1', clock, journal: new MemoryJournal(), wait: () => Promise.reject(new Error('waits')) };
    expect(limits.admit({ ...write, pipeline: 'a' })).toBeUndefined();
    expect(limits.admit({ ...write, pipeline: 'b' })).toBeUndefined();
  });

  it('stop waiting when nothing may be waited for any more', async () => {
    const { admit } = setUp({ minute: 1 });
    await admit();
    await expect(admit({ wait: () => Promise.reject(new Error('the application stops')) })).rejects.toThrow('the application stops');
  });

  it('wait no longer when the clock is set back', async () => {
    const { admit, clock } = setUp({ minute: 1 });
    await admit();
    const earlier = new FakeClock(new Date(clock.now() - HOUR));
    let waited = 0;
    const wait = async (milliseconds: number) => {
      waited += milliseconds;
      await earlier.advance(milliseconds);
    };
    await admit({ clock: earlier, wait });
    expect(waited).toBe(60_000);
  });
});
