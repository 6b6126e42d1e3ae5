import type { TicketRecord } from '../../../src/journal/journal-records.js';
import type { Evidence } from './evidence.js';
import type { ModelTicket, PlainModel } from './plain-model.js';

/** What is wrong with a ticket of a world, in sentences. */
export class TicketJudge {
  constructor(
    private readonly evidence: Evidence,
    private readonly model: PlainModel,
  ) {}

  *judge(ticket: ModelTicket): Iterable<string> {
    const record = this.evidence.records.find(({ ticketId }) => ticketId === ticket.id);
    if (record === undefined) yield 'nobody has ever worked on it';
    else if (this.evidence.repliesTo(ticket.id).length > 0) yield* this.#afterReplies(ticket, record);
    else yield* this.#alone(ticket, record);
  }

  /** One that nobody but the pipeline has touched. */
  *#alone(ticket: ModelTicket, record: TicketRecord): Iterable<string> {
    const { evidence } = this;
    const runs = evidence.runsOn(ticket.id);
    const wasGivenUp = evidence.wasGivenUp(ticket.id);
    if (!wasGivenUp) for (const [i, runId] of runs.entries()) yield* this.#excess(ticket, runId, i);
    if (evidence.wasInterrupted(ticket.id)) yield* this.#isOver(record);
    else if (evidence.mayHaveFailedMore(ticket.id)) yield* this.#withoutCount(ticket, record);
    else {
      yield* wasGivenUp ? this.#isOver(record) : this.#fate(ticket, record);
      yield* this.#writes(ticket);
    }
  }

  /** Each reply may have made the ticket news, or come in time for a run that was to begin. The last one must have been seen. */
  *#afterReplies({ id }: ModelTicket, record: TicketRecord): Iterable<string> {
    const { world, scenario } = this.evidence;
    const replies = this.evidence.repliesTo(id);
    yield* this.#isOver(record);
    const last = replies.at(-1)?.created_at ?? '';
    const isFound = !scenario.shape.isForQueue || world.desk.get(id).queue?.name === 'Incoming';
    if (record.state === 'done' && isFound && !this.#wasSeen(id, last)) yield `the reply of ${last} was lost`;
    for (const [step, count] of this.evidence.notesOn(id)) {
      if (count > 1 + replies.length) yield `it has ${count} notes of ${step} after ${replies.length} replies`;
    }
  }

  /** Whether a run knew of what happened to a ticket when it took it: it was found like that, or read once more before. */
  #wasSeen(id: string, time: string): boolean {
    const { deeds, readings } = this.evidence.world;
    return this.evidence.deedsOf(id).some(({ step, saw, runId, by, at }) => {
      if (step !== 'mark') return false;
      const begin = deeds.find((deed) => deed.runId === runId)?.at ?? at;
      const own = readings.filter((reading) => reading.ticketId === id && reading.by === by && reading.at > begin && reading.at < at);
      return saw.some((one) => one.startsWith('at=') && one.slice(3) >= time) || (own.at(-1)?.at ?? 0) >= Date.parse(time);
    });
  }

  *#fate(ticket: ModelTicket, { state }: TicketRecord): Iterable<string> {
    const { failed, isDone } = this.model.fate(ticket, this.evidence.scenario.shape.after);
    const runs = this.evidence.runsOn(ticket.id);
    if (state !== (isDone ? 'done' : 'quarantined')) yield `it is ${state}, and should be ${isDone ? 'done' : 'quarantined'}`;
    if (runs.length !== failed + Number(isDone)) yield `${runs.length} runs worked on it, not ${failed + Number(isDone)}`;
    for (const [i, runId] of runs.entries()) yield* this.#lack(ticket, runId, i);
  }

  /** However many runs there were: each note is there once at most. */
  *#withoutCount({ id }: ModelTicket, record: TicketRecord): Iterable<string> {
    yield* this.#isOver(record);
    for (const [step, count] of this.evidence.notesOn(id)) if (count > 1) yield `it has ${count} notes of ${step}`;
  }

  *#isOver({ state, error }: TicketRecord): Iterable<string> {
    if (state !== 'done' && state !== 'quarantined') yield `it is ${state} in the end`;
    if (error?.code === 'OTAI_STEP_INTERRUPTED' && state !== 'quarantined') yield 'it was not set aside';
  }

  /** What a run did that it must not. */
  *#excess(ticket: ModelTicket, runId: string, failed: number): Iterable<string> {
    const { evidence } = this;
    const expected = this.model.run(ticket, failed).deeds;
    const isModelled = !evidence.wasInterrupted(ticket.id) && !evidence.mayHaveFailedMore(ticket.id);
    for (const [step, count] of evidence.countsOf(ticket.id, runId)) {
      const most = expected.get(step) ?? 0;
      const isTooMany = this.#isOnce(step) && count > most && (isModelled || !evidence.isRepeated(step));
      if (most === 0 && isModelled && (this.#isOnce(step) || !evidence.hasStruck('stand still')))
        yield `run ${failed + 1} did ${step}, which it must not`;
      else if (most > 0 && isTooMany) yield `run ${failed + 1} did ${step} ${count} times, not ${most}`;
    }
  }

  /** What a run did not do. */
  *#lack(ticket: ModelTicket, runId: string, failed: number): Iterable<string> {
    const counts = this.evidence.countsOf(ticket.id, runId);
    for (const step of this.model.run(ticket, failed).deeds.keys()) if (!counts.has(step)) yield `run ${failed + 1} did not do ${step}`;
  }

  #isOnce(id: string): boolean {
    const kind = this.evidence.steps.get(id)?.kind;
    return kind === 'once' || kind === 'recovering';
  }

  /** Each note is there once, and each update is in effect, that any run on the ticket has to make; no other is. */
  *#writes(ticket: ModelTicket): Iterable<string> {
    const deeds = this.#allDeeds(ticket);
    for (const [step, count] of this.evidence.notesOn(ticket.id)) {
      if (count !== Number(deeds.has(step))) yield `it has ${count} notes of ${step}, not ${Number(deeds.has(step))}`;
    }
    const { custom_fields: fields } = this.evidence.world.desk.get(ticket.id);
    for (const { id, kind } of this.evidence.steps.values()) {
      if (kind === 'update' && deeds.has(id) !== Object.hasOwn(fields, id)) yield `its field ${id} is ${deeds.has(id) ? 'not ' : ''}set`;
    }
  }

  /** What all runs on a ticket together do. */
  #allDeeds(ticket: ModelTicket): ReadonlySet<string> {
    const { failed, isDone } = this.model.fate(ticket, this.evidence.scenario.shape.after);
    return new Set(Array.from({ length: failed + Number(isDone) }, (_, i) => [...this.model.run(ticket, i).deeds.keys()]).flat());
  }
}
