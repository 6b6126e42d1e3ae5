import { runEnvironment } from '../../test/support/compiled.js';
import { DurableMemory } from '../../test/support/durable/durable-memory.js';
import { OtaiError } from '../api/otai.error.js';
import { PipeResult } from '../api/pipe-result.js';
import type { Ticket } from '../api/tickets/ticket.js';
import { TicketSystemError } from '../api/tickets/ticket-system.error.js';
import { DEFAULT_SAFETY } from '../config/safety.reader.js';
import type { TicketRecord } from '../journal/journal-records.js';
import { FakeClock } from '../testing/fake-clock.js';
import { MemoryTicketSystem, type TicketSeed } from '../testing/memory-ticket-system.js';
import type { TicketOrigin } from './run-values.js';
import { Run, type RunOptions } from './run.js';

const PLACE = { path: 'each', label: undefined };
const MINUTE = 60_000;
const BROKEN = PipeResult.failed(new OtaiError('BROKEN', 'broken'));
const done = () => Promise.resolve(PipeResult.succeeded({ value: 1 }));
const breaks = () => Promise.resolve(BROKEN);
const workOn = (run: Run) => run.work.workOn('desk', '1');

/** A helpdesk, a journal that outlives runs, and runs one after the other. */
class Desk {
  readonly clock = new FakeClock();
  readonly journal = new DurableMemory(this.clock).open();
  readonly system = new MemoryTicketSystem();
  #changes = 0;

  constructor(...ids: string[]) {
    for (const id of ids) this.change(id, {});
  }

  /** The helpdesk as a run reaches it: the run knows again what it has read. */
  originFor(run: Run): TicketOrigin {
    const origin = {
      systemId: 'desk',
      getTicket: async (id: string): Promise<Ticket> => {
        const ticket = { ...(await this.system.getTicket(id)) };
        run.remember(ticket, origin);
        return ticket;
      },
    };
    return origin;
  }

  /** Somebody changes a ticket, or makes one. */
  change(id: string, seed: TicketSeed): void {
    const at = new Date(Date.UTC(2026, 0, 1, 10, (this.#changes += 1))).toISOString();
    const before = this.system.tickets.find((ticket) => ticket.id === id) ?? { subject: `Ticket ${id}`, queue: 'Incoming' };
    this.system.add({ ...before, ...seed, id, updated_at: at });
  }

  /** A customer answers. */
  reply(id: string): void {
    const { notes } = this.#ticket(id);
    const note = { id: `n${notes.length + 1}`, subject: null, body: 'I have something to add.', content_type: 'text/plain' } as const;
    const created_at = new Date(Date.UTC(2026, 0, 1, 10, this.#changes + 1)).toISOString();
    this.change(id, { notes: [...notes, { ...note, visibility: 'public', author_role: 'customer', author: null, created_at }] });
  }

  #ticket(id: string): Ticket {
    const found = this.system.tickets.find((ticket) => ticket.id === id);
    if (found === undefined) throw new Error(`there is no ticket ${id}`);
    return found;
  }

  run(options: RunOptions = {}, { pipeline = 'route', quarantine = DEFAULT_SAFETY.quarantine } = {}): Run {
    const environment = { ...runEnvironment(this.clock), journal: this.journal };
    const run = new Run(pipeline, environment, options, { quarantine });
    const rest = { definition: '', dryRun: run.dryRun, ticket: null, input: null, inputWithheld: false, startedAt: this.clock.now() };
    this.journal.put({ type: 'run_started', run: { runId: run.id, pipeline, ...rest } });
    return run;
  }

  /** Has a run take tickets that a search has found as they are now, without their notes. Gives the ids of those it gets. */
  async take(run: Run, ...ids: string[]): Promise<string[]> {
    const mine = await run.work.take(this.find(run, ...ids));
    return mine.map(({ id }) => id);
  }

  find(run: Run, ...ids: string[]): readonly Ticket[] {
    return ids.map((id) => {
      const ticket = { ...this.#ticket(id), notes: [] };
      run.remember(ticket, this.originFor(run));
      return ticket;
    });
  }

  /** A run takes a ticket, does its work, and ends. */
  async handle(id: string, work: () => Promise<PipeResult> = done, run = this.run()): Promise<boolean> {
    const isMine = (await this.take(run, id)).length > 0;
    if (isMine) await run.work.handle(PLACE, id, work);
    await this.end(run);
    return isMine;
  }

  async end(run: Run, result: PipeResult = PipeResult.succeeded()): Promise<void> {
    run.endWork(result);
    const state = run.suspended ? 'suspended' : result.status;
    this.journal.put({ type: 'run_ended', runId: run.id, state, error: null, at: this.clock.now(), durationMs: 1, writes: 0 });
    if (run.leavesWork) await this.journal.flush();
  }

  /** The run writes to a ticket, and is told what the helpdesk answers. */
  write(run: Run, id: string, seed: TicketSeed): void {
    this.change(id, seed);
    run.work.wrote('desk', id, { ticket: this.#ticket(id) });
  }

  async record(id: string): Promise<TicketRecord | undefined> {
    await this.journal.flush();
    return (await this.journal.tickets({ ticketId: id }))[0];
  }
}

/** A run moves a ticket to another queue, and then fails. */
async function leave(): Promise<Desk> {
  const desk = new Desk('1');
  const run = desk.run();
  await desk.take(run, '1');
  await run.work.handle(PLACE, '1', () => (desk.write(run, '1', { queue: 'IT' }), breaks()));
  await desk.end(run);
  return desk;
}

/** What a run takes up of what earlier ones have left. */
async function unfinished(desk: Desk, run = desk.run()): Promise<string[]> {
  const tickets = await run.work.unfinished(desk.originFor(run), 10);
  return tickets.map(({ id }) => id);
}

describe('of the tickets that were found, a run takes', () => {
  it('those that nobody has worked on; they are its own from now on, over all pipelines', async () => {
    const desk = new Desk('1', '2');
    expect(await desk.take(desk.run(), '1', '2')).toEqual(['1', '2']);
    expect(await desk.take(desk.run(), '1', '2')).toEqual([]);
    expect(await desk.take(desk.run({}, { pipeline: 'answer' }), '1')).toEqual([]);
  });

  it('again those that it has, but none that it is done with', async () => {
    const desk = new Desk('1', '2');
    const run = desk.run();
    await desk.take(run, '1', '2');
    await run.work.handle(PLACE, '1', done);
    expect(await desk.take(run, '1', '2')).toEqual(['2']);
  });

  it('none that the pipeline has done in this version; for another pipeline they are news', async () => {
    const desk = new Desk('1');
    await desk.handle('1');
    expect(await desk.take(desk.run(), '1')).toEqual([]);
    expect(await desk.take(desk.run({}, { pipeline: 'answer' }), '1')).toEqual(['1']);
  });

  it.each<[string, (desk: Desk) => void]>([
    ['has changed a field', (desk) => desk.change('1', { queue: 'IT' })],
    ['has answered', (desk) => desk.reply('1')],
  ])('those that were done since somebody %s, once', async (_, happens) => {
    const desk = new Desk('1');
    await desk.handle('1');
    happens(desk);
    expect(await desk.handle('1')).toBe(true);
    expect(await desk.handle('1')).toBe(false);
  });

  it('none because of what the pipeline itself has written; what looked new is then remembered as seen', async () => {
    const desk = new Desk('1');
    const run = desk.run();
    await desk.take(run, '1');
    await run.work.handle(PLACE, '1', () => (desk.write(run, '1', { queue: 'IT' }), done()));
    await desk.end(run);
    expect(await desk.handle('1')).toBe(false);
    const reads = desk.system.calls.length;
    expect(await desk.handle('1')).toBe(false);
    expect(desk.system.calls).toHaveLength(reads);
  });

  it('those that a customer has answered while the pipeline was at work on them', async () => {
    const desk = new Desk('1');
    const run = desk.run();
    await desk.take(run, '1');
    desk.reply('1');
    await run.work.handle(PLACE, '1', () => (desk.write(run, '1', { queue: 'IT' }), done()));
    await desk.end(run);
    expect(await desk.handle('1')).toBe(true);
    expect(await desk.handle('1')).toBe(false);
  });

  it('none that were found before another run was done with them', async () => {
    const desk = new Desk('1');
    const [first, second] = [desk.run(), desk.run()];
    const found = desk.find(second, '1');
    await desk.take(first, '1');
    await first.work.handle(PLACE, '1', () => (desk.write(first, '1', { queue: 'IT' }), done()));
    expect(await second.work.take(found)).toEqual([]);
  });

  it('those that failed, the triggered ones after a pause that doubles each time', async () => {
    const desk = new Desk('1');
    const quarantine = { after: 9, pause: MINUTE };
    const triggered = () => desk.run({ triggered: true }, { quarantine });
    for (const pause of [1, 2, 4]) {
      expect(await desk.handle('1', breaks, triggered())).toBe(true);
      await desk.clock.advance(pause * MINUTE - 1);
      expect(await desk.handle('1', breaks, triggered())).toBe(false);
      await desk.clock.advance(1);
    }
    expect(await desk.handle('1', breaks, triggered())).toBe(true);
    expect(await desk.handle('1', done, desk.run())).toBe(true);
  });

  it('those that are done or failed, as new work, when somebody asks for them again; none in quarantine', async () => {
    const desk = new Desk('1', '2', '3');
    await desk.handle('1');
    await desk.handle('2', breaks);
    for (let i = 0; i < 3; i += 1) await desk.handle('3', breaks);
    const before = await Promise.all(['1', '2'].map((id) => desk.record(id)));
    expect(await desk.take(desk.run({ again: true }), '1', '2', '3')).toEqual(['1', '2']);
    const after = await Promise.all(['1', '2'].map((id) => desk.record(id)));
    expect(after.map((record) => record?.failures)).toEqual([0, 0]);
    expect(after.every((record, i) => record?.workId !== before[i]?.workId)).toBe(true);
  });

  it('in a dry run the same ones, without keeping them from anybody', async () => {
    const desk = new Desk('1', '2');
    await desk.handle('1');
    expect(await desk.take(desk.run({ dryRun: true }), '1', '2')).toEqual(['2']);
    expect(await desk.take(desk.run(), '2')).toEqual(['2']);
  });

  it('whatever came from no ticket system, as it is', async () => {
    const made = new MemoryTicketSystem().add({ id: '9' });
    expect(await new Desk().run().work.take([made])).toEqual([made]);
  });
});

describe('when the work on a ticket has ended', () => {
  it('the ticket is done, also when there was nothing to do', async () => {
    for (const result of [PipeResult.succeeded(), PipeResult.skipped('nothing to do')]) {
      const desk = new Desk('1');
      await desk.handle('1', () => Promise.resolve(result));
      expect(await desk.record('1')).toMatchObject({ state: 'done', failures: 0, error: null });
    }
  });

  it('badly, it is tried again by later runs, and set aside after so many of them', async () => {
    const desk = new Desk('1');
    for (const state of ['failed', 'failed', 'quarantined']) {
      expect(await desk.handle('1', breaks)).toBe(true);
      expect(await desk.record('1')).toMatchObject({ state, error: { code: 'BROKEN', message: 'broken', retryable: false } });
    }
    expect(await desk.handle('1')).toBe(false);
  });

  it('well at last, its failures are forgotten', async () => {
    const desk = new Desk('1');
    for (const work of [breaks, breaks, done]) await desk.handle('1', work);
    expect(await desk.record('1')).toMatchObject({ state: 'done', failures: 0, error: null });
  });

  it('with an error that says so, it is set aside at once', async () => {
    const desk = new Desk('1');
    const hopeless = Object.assign(new OtaiError('LOOP', 'a loop'), { quarantine: true });
    await desk.handle('1', () => Promise.resolve(PipeResult.failed(hopeless)));
    expect(await desk.record('1')).toMatchObject({ state: 'quarantined', failures: 1, error: { code: 'LOOP', setsAside: true } });
  });

  it('that counts for the ticket as it was, for its id, and for another object of the same id', async () => {
    const desk = new Desk('1', '2', '3');
    const run = desk.run();
    const [first] = await run.work.take(desk.find(run, '1', '2', '3'));
    for (const item of [first, 2, { id: '3', text: 'made by a template' }]) await run.work.handle(PLACE, item, done);
    const records = await Promise.all(['1', '2', '3'].map((id) => desk.record(id)));
    expect(records.map((record) => record?.state)).toEqual(['done', 'done', 'done']);
  });

  it('of anything else nothing is remembered; it is just the work', async () => {
    const desk = new Desk('1');
    const run = desk.run();
    await desk.take(run, '1');
    for (const item of ['nine', 9, null, undefined, {}, ['1']]) {
      expect(await run.work.handle(PLACE, item, done)).toEqual(PipeResult.succeeded({ value: 1 }));
    }
    expect(await desk.record('1')).toMatchObject({ state: 'claimed' });
  });

  it('whoever comes by the ticket again in the same run gets to know how it ended: it may be another run’s by then', async () => {
    const desk = new Desk('1');
    const run = desk.run();
    await desk.take(run, '1');
    const results = [await run.work.handle(PLACE, '1', breaks), await run.work.handle(PLACE, '1', done)];
    expect(results).toEqual([BROKEN, BROKEN]);
    expect(await desk.record('1')).toMatchObject({ state: 'failed', failures: 1 });
  });
});

describe('when the run itself ends', () => {
  it('the tickets it wrote to end as it did; the others are free, as they were', async () => {
    for (const [result, state] of [
      [PipeResult.succeeded(), 'done'],
      [BROKEN, 'failed'],
    ] as const) {
      const desk = new Desk('1', '2');
      const run = desk.run();
      await desk.take(run, '1', '2');
      desk.write(run, '1', { queue: 'IT' });
      await desk.end(run, result);
      expect(await desk.record('1')).toMatchObject({ state });
      expect(await desk.record('2')).toMatchObject({ state: 'open', failures: 0 });
    }
  });

  it('badly, the only ticket it had has failed with it', async () => {
    const desk = new Desk('1');
    const run = desk.run();
    await desk.take(run, '1');
    await desk.end(run, BROKEN);
    expect(await desk.record('1')).toMatchObject({ state: 'failed', failures: 1 });
  });

  it('because it was cancelled, that is held against no ticket', async () => {
    const desk = new Desk('1', '2');
    const run = desk.run();
    await desk.take(run, '1', '2');
    desk.write(run, '1', { queue: 'IT' });
    run.cancel(new Error('enough'));
    for (const id of ['1', '2']) await run.work.handle(PLACE, id, breaks);
    await desk.end(run, BROKEN);
    expect(await desk.record('1')).toMatchObject({ state: 'open', failures: 0, version: { written: true } });
    expect(await desk.record('2')).toMatchObject({ state: 'open', failures: 0 });
  });

  it('for a while only, its tickets stay its own', async () => {
    const desk = new Desk('1');
    const run = desk.run();
    await desk.take(run, '1');
    desk.write(run, '1', { queue: 'IT' });
    run.hurry(new Error('the application shuts down'));
    await run.work.handle(PLACE, '1', breaks);
    await desk.end(run, BROKEN);
    expect(await desk.record('1')).toMatchObject({ state: 'claimed', runId: run.id });
    expect(await desk.take(desk.run(), '1')).toEqual([]);
  });
});

describe('the work that a write belongs to', () => {
  it('is the same over all runs that try, until it is done; only the first need not look for what was written before', async () => {
    const desk = new Desk('1');
    const works: { workId: string; isRepeat: boolean }[] = [];
    for (const work of [breaks, breaks, done]) {
      const run = desk.run();
      await desk.handle('1', async () => (works.push(await workOn(run)), work()), run);
    }
    expect(new Set(works.map(({ workId }) => workId)).size).toBe(1);
    expect(works.map(({ isRepeat }) => isRepeat)).toEqual([false, true, true]);
  });

  it('may have been begun by a run that was given up, or before the quarantine', async () => {
    const desk = new Desk('1');
    const first = desk.run();
    await desk.take(first, '1');
    const { workId } = await workOn(first);
    await desk.end(first);
    const second = desk.run({}, { pipeline: 'route', quarantine: { after: 1, pause: 1 } });
    await desk.take(second, '1');
    expect(await workOn(second)).toMatchObject({ workId, isRepeat: true });
    await second.work.handle(PLACE, '1', breaks);
    await desk.journal.release([{ pipeline: 'route', system: 'desk', ticketId: '1' }], 'retry');
    const third = desk.run();
    await desk.take(third, '1');
    expect(await workOn(third)).toMatchObject({ workId, isRepeat: true });
  });

  it('is another when there is news, and for another pipeline', async () => {
    const desk = new Desk('1');
    const first = desk.run();
    await desk.take(first, '1');
    const { workId } = await workOn(first);
    await first.work.handle(PLACE, '1', done);
    desk.change('1', { queue: 'IT' });
    const second = desk.run();
    await desk.take(second, '1');
    const news = await workOn(second);
    expect([news.workId === workId, news.isRepeat]).toEqual([false, false]);
    await desk.end(second);
    expect((await workOn(desk.run({}, { pipeline: 'answer' }))).workId).not.toBe(news.workId);
  });

  it('claims a ticket that was not taken: whoever names it means it', async () => {
    const desk = new Desk('1');
    const run = desk.run();
    await workOn(run);
    expect(await desk.record('1')).toMatchObject({ state: 'claimed', runId: run.id });
    await expect(workOn(desk.run())).rejects.toMatchObject({
      code: 'OTAI_TICKET_BUSY',
      retryable: true,
      message: 'another run works on ticket 1',
    });
  });

  it('goes on where it failed when a triggered run names the ticket, however soon', async () => {
    const desk = new Desk('1');
    await desk.handle('1', breaks);
    const { workId } = (await desk.record('1')) ?? {};
    expect(await workOn(desk.run({ triggered: true }))).toMatchObject({ workId, isRepeat: true });
  });

  it('is refused for a ticket in quarantine', async () => {
    const desk = new Desk('1');
    for (let i = 0; i < 3; i += 1) await desk.handle('1', breaks);
    await expect(workOn(desk.run())).rejects.toMatchObject({
      code: 'OTAI_TICKET_QUARANTINED',
      message: expect.stringContaining('ticket 1 is in quarantine'),
    });
  });

  it('of a ticket that nobody has looked at is not done once more when it is found later, but for an answer', async () => {
    const desk = new Desk('1');
    const run = desk.run();
    await workOn(run);
    run.work.wrote('desk', '1', { noteId: 'n1' });
    await desk.end(run);
    expect(await desk.handle('1')).toBe(false);
    desk.reply('1');
    expect(await desk.handle('1')).toBe(true);
  });

  it('claims nothing in a dry run', async () => {
    const desk = new Desk('1');
    const run = desk.run({ dryRun: true });
    expect(await workOn(run)).toMatchObject({ workId: run.id, isRepeat: false });
    expect(await desk.record('1')).toBeUndefined();
  });
});

describe('a ticket that was left half done', () => {
  it('is taken up though no search finds it any more', async () => {
    const desk = await leave();
    const run = desk.run();
    expect(await unfinished(desk, run)).toEqual(['1']);
    await run.work.handle(PLACE, '1', done);
    await desk.end(run);
    expect(await unfinished(desk)).toEqual([]);
  });

  it('waits for its pause in a triggered run', async () => {
    const desk = await leave();
    expect(await unfinished(desk, desk.run({ triggered: true }))).toEqual([]);
    await desk.clock.advance(MINUTE);
    expect(await unfinished(desk, desk.run({ triggered: true }))).toEqual(['1']);
  });

  it('is set aside when somebody has changed it since, or it is gone: a person has to say what is still to be done', async () => {
    const changed = await leave();
    changed.change('1', { queue: 'HR' });
    expect(await unfinished(changed)).toEqual([]);
    expect(await changed.record('1')).toMatchObject({ state: 'quarantined', error: { code: 'OTAI_TICKET_CHANGED' } });

    const gone = await leave();
    const error = new TicketSystemError('there is no such ticket', { kind: 'not_found', system: 'desk', operation: 'getTicket' });
    gone.system.getTicket = () => Promise.reject(error);
    expect(await unfinished(gone)).toEqual([]);
    expect(await gone.record('1')).toMatchObject({ state: 'quarantined', error: { code: 'OTAI_TICKET_SYSTEM_NOT_FOUND' } });
  });

  it('is left for later when the helpdesk is away', async () => {
    const desk = await leave();
    const error = new TicketSystemError('away', { kind: 'retryable', system: 'desk', operation: 'getTicket' });
    desk.system.getTicket = () => Promise.reject(error);
    await expect(unfinished(desk)).rejects.toBe(error);
    expect(await desk.record('1')).toMatchObject({ state: 'failed' });
  });

  it('may be one that a write has moved of which nobody knows whether it was made', async () => {
    const desk = new Desk('1');
    const run = desk.run();
    await desk.take(run, '1');
    await run.work.handle(PLACE, '1', () => {
      desk.change('1', { queue: 'IT' });
      run.work.wrote('desk', '1', { isUncertain: true });
      return breaks();
    });
    await desk.end(run);
    expect(await unfinished(desk)).toEqual(['1']);
  });

  it('is not one that the run only looked at, nor any in a dry run or one about another ticket', async () => {
    const desk = await leave();
    desk.change('2', {});
    await desk.handle('2', breaks);
    expect(await unfinished(desk, desk.run({ dryRun: true }))).toEqual([]);
    expect(await unfinished(desk, desk.run({ ticket: '2' }))).toEqual([]);
    expect(await unfinished(desk)).toEqual(['1']);
  });
});
