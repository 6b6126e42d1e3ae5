import type { RunDetails } from '../../../src/journal/journal.js';
import type { Note } from '../../../src/api/tickets/ticket.js';
import type { TicketRecord } from '../../../src/journal/journal-records.js';
import { referencesIn } from '../../../src/pipeline/result-codec.js';
import type { Scenario } from './play.js';
import { PlainModel, type ModelTicket } from './plain-model.js';
import { allSteps, type RandomStep } from './random-pipeline.js';
import type { Deed, World } from './world.js';

/** What is wrong with a world that was left, in sentences; none: all is as the plain model says. */
export async function judgeWorld(world: World, scenario: Scenario): Promise<readonly string[]> {
  const runs = await Promise.all(
    (await world.memory.records.runs({ limit: Infinity })).map(({ runId }) => world.memory.records.run(runId)),
  );
  const records = await world.memory.records.tickets({ limit: Infinity });
  const judge = new Judge(world, scenario, { runs: runs.flatMap((run) => run ?? []), records });
  return judge.problems();
}

interface Remains {
  readonly runs: readonly RunDetails[];
  readonly records: readonly TicketRecord[];
}

class Judge {
  readonly #steps: ReadonlyMap<string, RandomStep>;
  readonly #model: PlainModel;

  constructor(
    private readonly world: World,
    private readonly scenario: Scenario,
    private readonly remains: Remains,
  ) {
    this.#steps = new Map(allSteps(scenario.steps).map((step) => [step.id, step]));
    this.#model = new PlainModel(scenario.steps, scenario.plan.failures);
  }

  problems(): readonly string[] {
    return [...this.#unfinished(), ...this.#mixedRuns(), ...this.#changedResults(), ...this.#badReports(), ...this.#tickets()];
  }

  *#unfinished(): Iterable<string> {
    for (const { run } of this.remains.runs) if (run.finishedAt === null) yield `run ${run.runId} is left ${run.state}`;
    for (const { ticketId, state } of this.remains.records) if (state === 'claimed') yield `ticket ${ticketId} is left claimed`;
  }

  /** Once another run has worked on a ticket, the one before must not come back to it. */
  *#mixedRuns(): Iterable<string> {
    for (const id of this.scenario.tickets.keys()) {
      const order = this.#deedsOf(id)
        .filter(({ what }) => what === 'once' || !this.#wasAnyThoughtDead)
        .map(({ runId }) => runId);
      const blocks = order.filter((runId, i) => runId !== order[i - 1]);
      if (new Set(blocks).size !== blocks.length) yield `two runs worked on ticket ${id} at a time`;
    }
  }

  /** A process that was taken for dead may look a little further before it notices. */
  get #wasAnyThoughtDead(): boolean {
    return this.world.struck.some((fault) => fault.startsWith('stand still'));
  }

  /** What a run was told of a step when it did what cannot be undone, it is told ever after. */
  *#changedResults(): Iterable<string> {
    const told = new Map<string, string>();
    for (const { runId, ticketId, saw, step } of [...this.world.deeds.filter(({ what }) => what === 'once'), ...this.#written()]) {
      for (const [source = '', value = ''] of saw.map((one) => one.split('='))) {
        if (this.#isRepeated(source)) continue;
        const key = `${runId} ${ticketId} ${source}`;
        const before = told.get(key) ?? value;
        if (before !== value) yield `${step} of ticket ${ticketId} saw ${source}=${value}, which was ${before} before`;
        told.set(key, before);
      }
    }
  }

  *#written(): Iterable<Pick<Deed, 'runId' | 'ticketId' | 'step' | 'saw'>> {
    for (const { id, notes } of this.world.desk.tickets) {
      for (const { body } of notes) {
        const [kind, step = '', runId = '', ...saw] = (body.split('\n')[0] ?? '').split(' ');
        if (kind === 'note') yield { ticketId: id, runId, step, saw };
      }
    }
  }

  /** Whether a step is in one that is tried again as a whole: each time it gives something else. */
  #isRepeated(id: string): boolean {
    return [...this.#steps.values()].some((step) => step.retry !== undefined && allSteps(step.steps).some((inner) => inner.id === id));
  }

  *#badReports(): Iterable<string> {
    for (const { runId, saw } of this.#reports) {
      const [done, failed] = saw.slice(0, 2).map((one) => Number(one.split('=')[1]));
      const count = this.#fetchedBy(runId).length;
      if ((done ?? 0) + (failed ?? 0) !== count) yield `run ${runId} reports ${done} and ${failed} of ${count} tickets`;
    }
  }

  /** What a run has found in the end. One that was killed soon after it had found tickets may find others when it goes on. */
  #fetchedBy(runId: string): readonly string[] {
    const steps = this.remains.runs.find(({ run }) => run.runId === runId)?.steps ?? [];
    return referencesIn(steps.find(({ path }) => path === 'fetch')?.result ?? '{}').map(({ id }) => id);
  }

  get #reports(): readonly Deed[] {
    return this.world.deeds.filter(({ step }) => step === 'report');
  }

  *#tickets(): Iterable<string> {
    for (const [id, subject] of this.scenario.tickets) for (const problem of this.#ticket(id, subject)) yield `ticket ${id}: ${problem}`;
  }

  *#ticket(id: string, subject: string): Iterable<string> {
    const record = this.remains.records.find(({ ticketId }) => ticketId === id);
    if (record === undefined) return yield 'nobody has ever worked on it';
    const ticket = { id, subject };
    const runs = [...new Set(this.#deedsOf(id).map(({ runId }) => runId))].filter((runId) => this.#fetchedBy(runId).includes(id));
    const replies = this.world.desk.get(id).notes.filter(({ author_role: role }) => role === 'customer');
    if (replies.length > 0) return yield* this.#afterReplies(ticket, record, replies);
    if (!this.#wasGivenUp(id)) for (const [i, runId] of runs.entries()) yield* this.#excess(ticket, runId, i);
    if (this.#wasInterrupted(id)) return yield* this.#inTheEnd(record);
    if (this.#mayFailMore(id)) return yield* this.#withoutCount(ticket, record);
    if (this.#wasGivenUp(id)) yield* this.#inTheEnd(record);
    else yield* this.#fate(ticket, record, runs);
    yield* this.#notes(ticket);
    yield* this.#fields(ticket);
  }

  *#fate(ticket: ModelTicket, { state }: TicketRecord, runs: readonly string[]): Iterable<string> {
    const fate = this.#model.fate(ticket, this.scenario.shape.after);
    if (state !== (fate.isDone ? 'done' : 'quarantined')) yield `it is ${state}, not as the model: ${JSON.stringify(fate)}`;
    const expected = fate.failed + (fate.isDone ? 1 : 0);
    if (runs.length !== expected) yield `${runs.length} runs worked on it, not ${expected}`;
    for (const [i, runId] of runs.entries()) yield* this.#lack(ticket, runId, i);
  }

  /** Whether a step was met by a kill of which nobody can say whether it was done: that run does not go as the model says. */
  #wasInterrupted(id: string): boolean {
    const wasKilled = this.world.struck.some((fault) => fault.startsWith('kill'));
    const steps = this.remains.runs.flatMap((run) => run.steps);
    return wasKilled && steps.some(({ path, error }) => error?.code === 'OTAI_STEP_INTERRUPTED' && path.startsWith(`each[${id}]/`));
  }

  /** Each reply may have made the ticket news, or come in time for a run that was to begin. The last one must have been seen. */
  *#afterReplies({ id }: ModelTicket, { state, failures }: TicketRecord, replies: readonly Note[]): Iterable<string> {
    if (state !== 'done' && state !== 'quarantined') yield `it is ${state} in the end, after ${failures} failures`;
    const last = replies.at(-1)?.created_at ?? '';
    const isFound = !this.scenario.shape.isForQueue || this.world.desk.get(id).queue?.name === 'Incoming';
    if (state === 'done' && isFound && !this.#wasSeen(id, last)) yield `the reply of ${last} was lost`;
    for (const { id: step, kind } of this.#steps.values()) {
      const found = this.world.desk.get(id).notes.filter(({ body }) => body.startsWith(`note ${step} `)).length;
      if (kind === 'note' && found > 1 + replies.length) yield `it has ${found} notes of ${step} after ${replies.length} replies`;
    }
  }

  /** Whether a run knew of what happened to a ticket when it took it: it was found like that, or read once more before. */
  #wasSeen(id: string, time: string): boolean {
    return this.#deedsOf(id).some(({ step, saw, runId, by, at }) => {
      if (step !== 'mark') return false;
      const begin = this.world.deeds.find((deed) => deed.runId === runId)?.at ?? at;
      const readAgain = this.world.readings.findLast(
        (reading) => reading.ticketId === id && reading.by === by && reading.at > begin && reading.at < at,
      );
      return saw.some((one) => one.startsWith('at=') && one.slice(3) >= time) || (readAgain?.at ?? 0) >= Date.parse(time);
    });
  }

  /** Whether steps have failed, or runs been made, that the model knows nothing of. */
  #mayFailMore(id: string): boolean {
    const wasDiskFull = this.world.struck.some((fault) => fault.startsWith('disk full'));
    return wasDiskFull || this.world.answersLost.has(id) || this.world.released.has(id);
  }

  /** However many runs there were: each note is there once at most. */
  *#withoutCount({ id }: ModelTicket, record: TicketRecord): Iterable<string> {
    yield* this.#inTheEnd(record);
    for (const { id: step, kind } of this.#steps.values()) {
      const found = this.world.desk.get(id).notes.filter(({ body }) => body.startsWith(`note ${step} `)).length;
      if (kind === 'note' && found > 1) yield `it has ${found} notes of ${step}`;
    }
  }

  *#inTheEnd({ state, error }: TicketRecord): Iterable<string> {
    if (state !== 'done' && state !== 'quarantined') yield `it is ${state} in the end`;
    if (error?.code === 'OTAI_STEP_INTERRUPTED' && state !== 'quarantined') yield 'it was not set aside';
  }

  /** What a run did that it must not. */
  *#excess(ticket: ModelTicket, runId: string, failed: number): Iterable<string> {
    const expected = this.#model.run(ticket, failed).deeds;
    const isModelled = !this.#wasInterrupted(ticket.id) && !this.#mayFailMore(ticket.id);
    for (const [step, count] of this.#counts(ticket, runId)) {
      const most = expected.get(step) ?? 0;
      if (most === 0 && isModelled) yield `run ${failed + 1} did ${step}, which it must not`;
      else if (most > 0 && this.#isOnce(step) && count > most && (isModelled || !this.#isRepeated(step)))
        yield `run ${failed + 1} did ${step} ${count} times, not ${most}`;
    }
  }

  /** What a run did not do. */
  *#lack(ticket: ModelTicket, runId: string, failed: number): Iterable<string> {
    const counts = this.#counts(ticket, runId);
    for (const step of this.#model.run(ticket, failed).deeds.keys()) if (!counts.has(step)) yield `run ${failed + 1} did not do ${step}`;
  }

  #counts({ id }: ModelTicket, runId: string): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { step, ...deed } of this.#deedsOf(id)) {
      if (deed.runId === runId && step !== 'mark') counts.set(step, (counts.get(step) ?? 0) + 1);
    }
    return counts;
  }

  #isOnce(id: string): boolean {
    const kind = this.#steps.get(id)?.kind;
    return kind === 'once' || kind === 'recovering';
  }

  /** Whether a run on it was abandoned, since the pipeline was changed: the next begins anew. */
  #wasGivenUp(id: string): boolean {
    return this.remains.runs.some(({ run }) => run.state === 'abandoned' && this.#deedsOf(id).some(({ runId }) => runId === run.runId));
  }

  /** What all runs on a ticket together do. */
  #allDeeds(ticket: ModelTicket): ReadonlySet<string> {
    const { failed, isDone } = this.#model.fate(ticket, this.scenario.shape.after);
    return new Set(Array.from({ length: failed + Number(isDone) }, (_, i) => [...this.#model.run(ticket, i).deeds.keys()]).flat());
  }

  *#notes(ticket: ModelTicket): Iterable<string> {
    const { notes } = this.world.desk.get(ticket.id);
    for (const { id, kind } of this.#steps.values()) {
      if (kind !== 'note') continue;
      const found = notes.filter(({ body }) => body.startsWith(`note ${id} `)).length;
      const isExpected = this.#allDeeds(ticket).has(id);
      if (found !== Number(isExpected)) yield `it has ${found} notes of ${id}, not ${Number(isExpected)}`;
    }
  }

  *#fields(ticket: ModelTicket): Iterable<string> {
    const { custom_fields: fields } = this.world.desk.get(ticket.id);
    for (const { id, kind } of this.#steps.values()) {
      if (kind !== 'update') continue;
      const isExpected = this.#allDeeds(ticket).has(id);
      if (isExpected !== Object.hasOwn(fields, id)) yield `its field ${id} is ${isExpected ? 'not ' : ''}set`;
    }
  }

  #deedsOf(ticketId: string): readonly Deed[] {
    return this.world.deeds.filter((deed) => deed.ticketId === ticketId);
  }
}
