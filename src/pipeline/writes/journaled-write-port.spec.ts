import { jest } from '@jest/globals';
import { runEnvironment } from '../../../test/support/compiled.js';
import { Gate } from '../../../test/support/gate.js';
import { OtaiError } from '../../api/otai.error.js';
import { PipeResult } from '../../api/pipe-result.js';
import { TicketSystemError } from '../../api/tickets/ticket-system.error.js';
import type { Ticket, TicketUpdate } from '../../api/tickets/ticket.js';
import type { AdoptedRun, Durability } from '../../journal/journal.js';
import { JournalError } from '../../journal/journal.error.js';
import type { WriteRecord } from '../../journal/journal-records.js';
import { MemoryJournal } from '../../journal/memory.journal.js';
import { FakeClock } from '../../testing/fake-clock.js';
import { MemoryTicketSystem } from '../../testing/memory-ticket-system.js';
import { Attempt } from '../attempt.js';
import { RateLimit } from '../rate-limit.js';
import type { RunEvent } from '../run-events.js';
import { Run, type RunOptions } from '../run.js';
import type { StepExecution } from '../step-execution.js';
import { TicketSystemPort } from '../ticket-system.port.js';
import { JournaledWritePort, type WriteSettings } from './journaled-write-port.js';
import { hasReference } from './note-reference.js';
import { recordedAfter } from './recorded-fields.js';

/** A journal as durable as a test needs it: it outlives the runs, and its disk can be full. */
class TestJournal extends MemoryJournal {
  readonly durabilities: Durability[] = [];
  isFull = false;
  readonly states: string[] = [];

  constructor(durable: boolean) {
    super();
    Object.defineProperty(this, 'durable', { value: durable });
  }

  override put(entry: Parameters<MemoryJournal['put']>[0]): void {
    if (entry.type === 'write') this.states.push(entry.write.state);
    super.put(entry);
  }

  get flushes(): number {
    return this.durabilities.length;
  }

  override async flush(_runId?: string, durability: Durability = 'safe'): Promise<void> {
    this.durabilities.push(durability);
    if (this.isFull) throw new JournalError('OTAI_JOURNAL_FULL', 'the disk is full');
  }
}

/** A helpdesk whose answers get lost. */
class MoodyTicketSystem extends MemoryTicketSystem {
  /** What happens to the next write: it is refused, or made although the answer is lost. */
  mood: 'refuses' | 'loses the answer' | 'loses the request' | undefined;

  /** Before it the helpdesk gives no answer. */
  answered: Promise<void> = Promise.resolve();
  readonly #asked = new Gate();
  /** Resolves when it is to write for the first time. */
  readonly asked = this.#asked.opened;

  async #write<T>(write: () => Promise<T>): Promise<T> {
    this.#asked.open();
    await this.answered;
    const { mood } = this;
    this.mood = undefined;
    const details = { kind: 'retryable', system: 'helpdesk', operation: 'write' } as const;
    if (mood === 'refuses') throw new TicketSystemError('busy', details);
    if (mood === 'loses the answer') await write();
    if (mood !== undefined) throw new TicketSystemError('the line is dead', { ...details, effect: 'unknown' });
    return write();
  }

  override createTicket(...args: Parameters<MemoryTicketSystem['createTicket']>) {
    return this.#write(() => super.createTicket(...args));
  }

  override updateTicket(...args: Parameters<MemoryTicketSystem['updateTicket']>) {
    return this.#write(() => super.updateTicket(...args));
  }

  override addNote(...args: Parameters<MemoryTicketSystem['addNote']>) {
    return this.#write(() => super.addNote(...args));
  }
}

interface World {
  readonly durable?: boolean;
  readonly settings?: Partial<WriteSettings>;
  readonly options?: RunOptions;
}

/** A helpdesk with ticket 7, and steps that write to it. */
class Desk {
  readonly helpdesk = new MoodyTicketSystem();
  readonly journal: TestJournal;
  readonly clock = new FakeClock();
  readonly events: RunEvent[] = [];
  readonly #environment;
  #run: Run;

  constructor({ durable = true, settings, options = {} }: World = {}) {
    this.journal = new TestJournal(durable);
    const writePort = new JournaledWritePort({ noteReference: 'visible', storeTexts: false, limits: new Map(), ...settings });
    this.#environment = { ...runEnvironment(this.clock), journal: this.journal, writePort };
    this.#environment.events.events$.subscribe((event) => this.events.push(event));
    this.helpdesk.add({ id: '7', subject: 'VPN', queue: 'Incoming', custom_fields: { room: '12' } });
    this.#run = this.start(options);
  }

  /** A new run, with the options of the world or others. */
  start(options: RunOptions = {}, adopted?: AdoptedRun): Run {
    this.#run = new Run('route', this.#environment, options, { quarantine: { after: 3, pause: 0 }, adopted });
    if (adopted === undefined) this.journal.put({ type: 'run_started', run: { ...STARTED, runId: this.#run.id } });
    return this.#run;
  }

  get run(): Run {
    return this.#run;
  }

  /** The ticket system as the pipe of one execution of a step gets it. */
  step(path = 'note', policedBy?: Attempt): TicketSystemPort {
    const { run } = this;
    let writes = 0;
    const writer = { run, path, policedBy, nextWrite: () => writes++, signal: run.signal };
    return new TicketSystemPort(
      { id: 'helpdesk', instance: this.helpdesk, rateLimit: new RateLimit() },
      writer as unknown as StepExecution,
    );
  }

  attempt(number: number, around?: Attempt): Attempt {
    return new Attempt(number, { run: this.run, attempt: around });
  }

  /** The run finds the ticket and has it for itself. */
  async take(): Promise<void> {
    await this.run.work.take((await this.step().findTickets({})).tickets);
  }

  /** The process dies; what the journal has goes on in a run of the same id. */
  async crash(isLeft: (write: WriteRecord) => boolean = () => true): Promise<void> {
    const details = await this.journal.run(this.run.id);
    const tickets = await this.journal.tickets();
    if (details === undefined) throw new Error('the journal has forgotten the run');
    this.helpdesk.calls.length = 0;
    const writes = details.writes.filter(isLeft);
    this.journal.writes = (keys) => Promise.resolve(writes.filter(({ key }) => keys.includes(key)));
    this.start({}, { ...details, writes, tickets });
  }

  get ticket(): Ticket {
    return this.helpdesk.tickets.find(({ id }) => id === '7') as Ticket;
  }

  async records(): Promise<readonly WriteRecord[]> {
    return (await this.journal.run(this.run.id))?.writes ?? [];
  }

  /** What the helpdesk was asked to write. */
  get writes(): readonly string[] {
    return this.helpdesk.operations.filter((operation) => /create|update|add/.test(operation));
  }
}

const STARTED = { pipeline: 'route', definition: '', dryRun: false, ticket: null, input: null, inputWithheld: false, startedAt: 0 };
const MOVE: TicketUpdate = { queue: { name: 'IT' } };
const NOTE = { body: 'Moved to IT.' };
const TIMED_OUT = PipeResult.failed(new OtaiError('OTAI_STEP_TIMEOUT', 'took longer than 5s', { retryable: true }));

function notes({ ticket }: Desk): readonly string[] {
  return ticket.notes.map(({ body }) => body.replace(/\s*\[otai-\w+\]$/, ' [reference]'));
}

describe('a write', () => {
  it('is made, recorded, and told to whoever watches', async () => {
    const desk = new Desk();
    await desk.step().getTicket('7');
    expect(await desk.step().updateTicket('7', MOVE)).toMatchObject({ queue: { name: 'IT' } });
    expect(await desk.records()).toMatchObject([
      {
        runId: desk.run.id,
        path: 'note',
        pipeline: 'route',
        system: 'helpdesk',
        ticketId: '7',
        operation: 'updateTicket',
        state: 'done',
        dryRun: false,
        noteId: null,
        before: '{"queue":{"id":null,"name":"Incoming"}}',
        after: '{"queue":{"id":null,"name":"IT"}}',
      },
    ]);
    expect(desk.events).toMatchObject([{ type: 'ticket_written', path: 'note', dryRun: false, write: { change: MOVE } }]);
    expect(desk.run.writes).toBe(1);
  });

  it('is recorded with the id of its note, and of the ticket it created', async () => {
    const desk = new Desk();
    await desk.step().addNote('7', NOTE);
    await desk.step('create').createTicket({ subject: 'Follow-up', body: 'x' });
    await desk.step('move').updateTicket('7', { ...MOVE, note: { body: 'Here.' } });
    expect((await desk.records()).map(({ ticketId, noteId }) => [ticketId, noteId])).toEqual([
      ['7', '1'],
      ['2', null],
      ['7', null],
    ]);
  });

  it('is safe as an intent before it is made', async () => {
    const desk = new Desk();
    const addNote = jest.spyOn(desk.helpdesk, 'addNote');
    addNote.mockImplementation(async () => {
      expect([desk.journal.states, desk.journal.flushes]).toEqual([['intended'], 1]);
      throw new Error('enough');
    });
    await expect(desk.step().addNote('7', NOTE)).rejects.toThrow('enough');
    expect(addNote).toHaveBeenCalledTimes(1);
  });

  it('need not wait for the disk once it is safe that the run writes to the ticket: what a power cut takes then is found again', async () => {
    const desk = new Desk();
    await desk.step().addNote('7', NOTE);
    await desk.step('more').addNote('7', NOTE);
    await desk.step('move').updateTicket('7', MOVE);
    await desk.step('create').createTicket({ subject: 'Follow-up', body: 'x' });
    expect(desk.journal.durabilities).toEqual(['safe', 'soon', 'soon', 'safe']);
  });

  it('waits for the disk each time when its note cannot be found again', async () => {
    const desk = new Desk({ settings: { noteReference: 'off' } });
    await desk.step().addNote('7', NOTE);
    await desk.step('more').addNote('7', NOTE);
    await desk.step('move').updateTicket('7', MOVE);
    expect(desk.journal.durabilities).toEqual(['safe', 'safe', 'soon']);
  });

  it('is not made when the journal cannot be written', async () => {
    const desk = new Desk();
    desk.journal.isFull = true;
    await expect(desk.step().addNote('7', NOTE)).rejects.toThrow(JournalError);
    expect([desk.writes, desk.journal.states]).toEqual([[], ['intended', 'failed']]);
  });

  it('is not recorded where the journal is in memory, and waits for no disk', async () => {
    const desk = new Desk({ durable: false });
    await desk.step().addNote('7', NOTE);
    expect([desk.journal.flushes, desk.journal.states, notes(desk)]).toEqual([0, [], ['Moved to IT.']]);
  });

  it('that fails is failed when it changed nothing, and else stays what it was: nobody knows', async () => {
    const desk = new Desk();
    for (const mood of ['refuses', 'loses the request'] as const) {
      desk.helpdesk.mood = mood;
      await expect(desk.step(mood).addNote('7', NOTE)).rejects.toThrow(TicketSystemError);
    }
    expect((await desk.records()).map(({ state }) => state)).toEqual(['failed', 'intended']);
    expect([desk.events, desk.run.writes]).toEqual([[], 0]);
  });

  it.each([true, false])(
    'may have been made as long as it is under way, though nobody waits for it any more; durable: %s',
    async (durable) => {
      const desk = new Desk({ durable });
      await desk.take();
      const answered = new Gate();
      desk.helpdesk.answered = answered.opened;
      const update = desk.step('move').updateTicket('7', MOVE);
      await desk.helpdesk.asked;
      await desk.run.work.handle({ path: 'each', label: undefined }, '7', () => Promise.resolve(TIMED_OUT));
      await desk.journal.flush();
      expect((await desk.journal.tickets())[0]).toMatchObject({ state: 'failed', version: { written: true, fields: '' } });
      answered.open();
      await update;
    },
  );

  it('by a run that may not have the ticket is not made', async () => {
    const desk = new Desk();
    await desk.step().addNote('7', NOTE);
    desk.start();
    await expect(desk.step('other').updateTicket('7', MOVE)).rejects.toMatchObject({ code: 'OTAI_TICKET_BUSY' });
    expect(desk.writes).toEqual(['addNote']);
  });
});

describe('an update that changes nothing', () => {
  it.each([{}, { dryRun: true }])('is not sent, and nobody gets to know of it: %j', async (options) => {
    const desk = new Desk({ options });
    await desk.step().getTicket('7');
    expect(await desk.step().updateTicket('7', { queue: { name: 'Incoming' }, custom_fields: { room: 12 } })).toMatchObject({ id: '7' });
    expect([desk.writes, desk.events, desk.run.writes, await desk.records()]).toEqual([[], [], 0, []]);
  });

  it('is sent when the run has not seen the ticket', async () => {
    const desk = new Desk();
    await desk.step().updateTicket('7', { queue: { name: 'Incoming' } });
    expect(desk.writes).toEqual(['updateTicket']);
  });
});

describe('a dry run', () => {
  it('writes nothing, answers as the helpdesk would have, and tells it all the same', async () => {
    const desk = new Desk({ options: { dryRun: true } });
    expect(await desk.step().updateTicket('7', MOVE)).toMatchObject({ queue: { name: 'IT' } });
    expect(await desk.step().addNote('7', NOTE)).toMatchObject({ id: null, ...NOTE });
    expect(await desk.step().createTicket({ subject: 'x', body: 'y' })).toMatchObject({ id: 'dry-run' });
    expect([desk.writes, desk.journal.flushes, desk.run.writes]).toEqual([[], 0, 3]);
    expect(desk.events).toMatchObject([{ dryRun: true, write: { before: { id: '7' } } }, { dryRun: true }, { dryRun: true }]);
    expect(await desk.records()).toMatchObject([{ dryRun: true, before: expect.stringContaining('Incoming') }, { dryRun: true }, {}]);
  });
});

describe('a note', () => {
  it('ends in its reference, alone or in an update', async () => {
    const desk = new Desk();
    await desk.step().addNote('7', NOTE);
    await desk.step('move').updateTicket('7', { ...MOVE, note: { body: 'Here.' } });
    expect(notes(desk)).toEqual(['Moved to IT. [reference]', 'Here. [reference]']);
    const references = (await desk.records()).map((record) => recordedAfter(record).note?.reference ?? 'none');
    expect(desk.ticket.notes.map((note, i) => hasReference(note, references[i] ?? ''))).toEqual([true, true]);
  });

  it.each([
    ['invisible', /^Moved to IT\.\n[\u200C\u200D]{50}$/],
    ['off', /^Moved to IT\.$/],
  ] as const)('has it %s when the settings say so', async (noteReference, pattern) => {
    const desk = new Desk({ settings: { noteReference } });
    await desk.step().addNote('7', NOTE);
    expect(desk.ticket.notes[0]?.body).toMatch(pattern);
  });

  it.each(['loses the answer', 'loses the request'] as const)('is there once after a crash when the helpdesk %s', async (mood) => {
    const desk = new Desk();
    desk.helpdesk.mood = mood;
    await expect(desk.step().addNote('7', NOTE)).rejects.toThrow('dead');
    await desk.crash();
    expect(await desk.step().addNote('7', { body: 'Moved to IT, said in other words.' })).toMatchObject({ id: '1' });
    expect(desk.ticket.notes).toHaveLength(1);
    expect((await desk.records()).map(({ state, noteId }) => [state, noteId])).toEqual([['done', '1']]);
  });

  it('is there once after a power cut that has taken its record', async () => {
    const desk = new Desk();
    await desk.step().addNote('7', NOTE);
    await desk.step('more').addNote('7', { body: 'More.' });
    await desk.crash(({ path }) => path === 'note');
    await desk.step('more').addNote('7', { body: 'More.' });
    expect([desk.writes, desk.ticket.notes.length]).toEqual([[], 2]);
  });

  it('that was written is not written again after a crash, even when a person has deleted it', async () => {
    const desk = new Desk();
    await desk.step().addNote('7', NOTE);
    desk.helpdesk.add({ ...desk.ticket, notes: [] });
    await desk.crash();
    expect(await desk.step().addNote('7', NOTE)).toMatchObject({ id: '1', ...NOTE });
    expect([desk.writes, desk.run.writes]).toEqual([[], 0]);
  });

  it('of a failed run is not written again by the next run on the same version of the ticket', async () => {
    const desk = new Desk();
    await desk.take();
    await desk.step().addNote('7', NOTE);
    desk.run.endWork(PipeResult.failed(new Error('the step after it')));
    desk.start();
    await desk.take();
    await desk.step().addNote('7', { body: 'Once more.' });
    await desk.step('other').addNote('7', { body: 'Another.' });
    expect(notes(desk)).toEqual(['Moved to IT. [reference]', 'Another. [reference]']);
  });

  it('is written as often as the step writes one', async () => {
    const desk = new Desk();
    const step = desk.step();
    await step.addNote('7', NOTE);
    await step.addNote('7', NOTE);
    await desk.crash();
    const again = desk.step();
    for (let i = 0; i < 3; i++) await again.addNote('7', NOTE);
    expect(desk.ticket.notes).toHaveLength(3);
  });

  it('is not written twice by a second attempt of the step', async () => {
    const desk = new Desk();
    desk.helpdesk.mood = 'loses the answer';
    await expect(desk.step('note', desk.attempt(1)).addNote('7', NOTE)).rejects.toThrow('dead');
    await desk.step('note', desk.attempt(2)).addNote('7', NOTE);
    expect(desk.writes).toEqual(['addNote']);
  });

  it('nor by the first attempt of a step in the second attempt of the one around it', async () => {
    const desk = new Desk();
    await desk.step('both/note', desk.attempt(1, desk.attempt(1))).addNote('7', NOTE);
    await desk.step('both/note', desk.attempt(1, desk.attempt(2))).addNote('7', NOTE);
    expect(desk.writes).toEqual(['addNote']);
  });

  it.each([
    [true, 'visible', true],
    [true, 'invisible', true],
    [true, 'off', false],
    [false, 'visible', false],
  ] as const)('lets its step be tried again when a repetition would be noticed (durable: %j, reference: %s)', async (...world) => {
    const [durable, noteReference, isRepeatable] = world;
    const desk = new Desk({ durable, settings: { noteReference } });
    const attempt = desk.attempt(1);
    await desk.step('note', attempt).addNote('7', NOTE);
    expect(attempt.isRepeatableAfter(new OtaiError('CRM_AWAY', 'away', { retryable: true }))).toBe(isRepeatable);
  });
});

describe('an update', () => {
  it.each([
    ['loses the answer', []],
    ['loses the request', ['updateTicket']],
  ] as const)('is made once when the helpdesk %s and the process dies', async (mood, writes) => {
    const desk = new Desk();
    desk.helpdesk.mood = mood;
    await expect(desk.step().updateTicket('7', MOVE)).rejects.toThrow('dead');
    await desk.crash();
    expect(await desk.step().updateTicket('7', MOVE)).toMatchObject({ queue: { name: 'IT' } });
    expect(desk.writes).toEqual(writes);
    expect((await desk.records()).map(({ state }) => state)).toEqual(['done']);
  });

  it('that was made is not made again over what a person did since', async () => {
    const desk = new Desk();
    await desk.step().updateTicket('7', MOVE);
    desk.helpdesk.add({ ...desk.ticket, queue: 'Sales' });
    await desk.crash();
    expect(await desk.step().updateTicket('7', MOVE)).toMatchObject({ queue: { name: 'Sales' } });
    expect(desk.writes).toEqual([]);
  });

  it('whose outcome is not known is a conflict when a person changed the field since', async () => {
    const desk = new Desk();
    await desk.step().getTicket('7');
    desk.helpdesk.mood = 'loses the request';
    await expect(desk.step().updateTicket('7', MOVE)).rejects.toThrow('dead');
    await desk.crash();
    desk.helpdesk.add({ ...desk.ticket, queue: 'Sales' });
    await expect(desk.step().updateTicket('7', MOVE)).rejects.toMatchObject({ kind: 'conflict' });
    expect(desk.ticket.queue?.name).toBe('Sales');
  });

  it('of a step that decides otherwise than before is made', async () => {
    const desk = new Desk();
    await desk.step().updateTicket('7', MOVE);
    await desk.crash();
    await desk.step().updateTicket('7', { queue: { name: 'Billing' } });
    expect(desk.ticket.queue?.name).toBe('Billing');
    expect(await desk.records()).toHaveLength(2);
  });

  it('is repeated without its note when only the note had arrived', async () => {
    const desk = new Desk();
    desk.helpdesk.mood = 'loses the answer';
    await expect(desk.step().updateTicket('7', { ...MOVE, note: NOTE })).rejects.toThrow('dead');
    desk.helpdesk.add({ ...desk.ticket, queue: 'Incoming' });
    await desk.crash();
    await desk.step().updateTicket('7', { ...MOVE, note: NOTE });
    expect([notes(desk), desk.ticket.queue?.name]).toEqual([['Moved to IT. [reference]'], 'IT']);
    expect(desk.helpdesk.calls.at(-1)?.args).toEqual(['7', { ...MOVE, note: undefined }]);
  });
});

describe('a new ticket', () => {
  it.each([
    ['loses the answer', []],
    ['loses the request', ['createTicket']],
  ] as const)('is created once when the helpdesk %s and the process dies', async (mood, writes) => {
    const desk = new Desk();
    desk.helpdesk.mood = mood;
    const change = { subject: 'Follow-up', body: 'x' };
    await expect(desk.step().createTicket(change)).rejects.toThrow('dead');
    await desk.crash();
    expect(await desk.step().createTicket(change)).toMatchObject({ id: '2', subject: 'Follow-up' });
    expect(desk.writes).toEqual(writes);
    expect(await desk.records()).toMatchObject([{ state: 'done', ticketId: '2' }]);
  });

  it('is not taken for another of the same subject that the run has created', async () => {
    const desk = new Desk();
    const change = { subject: 'Follow-up', body: 'x' };
    const step = desk.step();
    await step.createTicket(change);
    desk.helpdesk.mood = 'loses the request';
    await expect(step.createTicket(change)).rejects.toThrow('dead');
    await desk.crash();
    const again = desk.step();
    expect([await again.createTicket(change), await again.createTicket(change)].map(({ id }) => id)).toEqual(['2', '3']);
  });
});

describe('the limits of a pipeline', () => {
  const settings = { limits: new Map([['route', { writesPerMinute: undefined, writesPerTicket: 2 }]]) };

  it('take the third write to a ticket for a loop; what was refused does not count', async () => {
    const desk = new Desk({ settings });
    desk.helpdesk.mood = 'refuses';
    await expect(desk.step('refused').addNote('7', NOTE)).rejects.toThrow('busy');
    const step = desk.step();
    await step.addNote('7', NOTE);
    await step.addNote('7', NOTE);
    await expect(step.addNote('7', NOTE)).rejects.toMatchObject({ code: 'OTAI_TICKET_WRITE_LOOP', quarantine: true });
    expect(desk.ticket.notes).toHaveLength(2);
  });

  it('do not hold for a dry run, nor for what is there already', async () => {
    const desk = new Desk({ settings, options: { dryRun: true } });
    const step = desk.step();
    for (let i = 0; i < 5; i++) await step.addNote('7', NOTE);
    expect(desk.run.writes).toBe(5);
  });

  it('let a write wait for its turn, until the run is cancelled', async () => {
    const desk = new Desk({ settings: { limits: new Map([['route', { writesPerMinute: 1, writesPerTicket: undefined }]]) } });
    const step = desk.step();
    await step.addNote('7', NOTE);
    const second = step.addNote('7', NOTE);
    await desk.clock.advance(60_000);
    await expect(second).resolves.toMatchObject({ id: '2' });
    const third = step.addNote('7', NOTE);
    await desk.clock.advance(1);
    desk.run.cancel('the application stops');
    await expect(third).rejects.toBe(desk.run.signal.reason);
    expect(desk.ticket.notes).toHaveLength(2);
  });
});
