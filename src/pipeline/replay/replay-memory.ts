import { OtaiError } from '../../api/otai.error.js';
import { PipeResult } from '../../api/pipe-result.js';
import type { Ticket } from '../../api/tickets/ticket.js';
import type { RunDetails } from '../../journal/journal.js';
import type { StepRecord } from '../../journal/journal-records.js';
import type { CompiledStep } from '../compiled-pipeline.js';
import { decodeResult, ticketFrom, type TicketReference } from '../result-codec.js';
import type { Run } from '../run.js';
import { codeOf, describeFailure, OfflineError } from '../run.error.js';
import type { RunScope } from '../run-scope.js';
import { isHadAgain, StepPlaces, type PlacedStep, type StepMemory } from '../step-memory.js';
import { failureOf } from '../step-recovery.js';
import { reasonToSkip } from '../step.runner.js';
import type { ReplayedStep } from './replay-report.js';

const GAP = 'OTAI_REPLAY_GAP';
const OFFLINE = 'OTAI_REPLAY_OFFLINE';

/** The record does not have what a step gave. Code `OTAI_REPLAY_GAP`. */
class ReplayGapError extends OtaiError {
  constructor(why: string) {
    super(GAP, why, { hint: 'a journal with store_texts: true keeps more' });
  }
}

/**
 * The steps of a recorded run: those that asked the world get their results from the record, those that follow from them are executed again,
 * and so are those that wrote, whose writes go nowhere.
 */
export class ReplayMemory implements StepMemory {
  readonly #places = new StepPlaces();
  readonly #known: ReadonlyMap<string, StepRecord>;
  readonly #writers: ReadonlySet<string>;
  readonly #restored = new Set<string>();
  readonly #steps = new Map<string, ReplayedStep>();

  constructor(
    private readonly run: Run,
    { steps, writes }: RunDetails,
  ) {
    this.#known = new Map(steps.map((step) => [step.path, step]));
    this.#writers = new Set(writes.map(({ path }) => path));
  }

  place(step: CompiledStep, path: string): PlacedStep {
    return { step, place: this.#places.at(path), startedAt: 0 };
  }

  recover({ step, place }: PlacedStep, scope: RunScope): PipeResult | undefined {
    if (isHadAgain(step)) return undefined;
    const skipped = reasonToSkip(step, scope);
    if (skipped !== undefined) return PipeResult.skipped(skipped);
    const record = this.#known.get(place);
    if (record?.state === 'succeeded' && this.#isWriter(place)) return undefined;
    this.#restored.add(place);
    return record === undefined ? gap('the record does not have this step') : this.#resultOf(record, scope);
  }

  begin(): Promise<void> {
    return Promise.resolve();
  }

  wasHere(): undefined {}

  triedBefore(): undefined {}

  finish({ place }: PlacedStep, result: PipeResult): void {
    const recorded = this.#known.get(place)?.state ?? null;
    const replayed = result.status;
    this.#steps.set(place, { path: place, recorded, replayed, reason: reasonOf(result), verdict: this.#judge(place, recorded, result) });
  }

  /** All steps, with those that the replay did not come by. */
  report(): readonly ReplayedStep[] {
    const missing = [...this.#known.values()].filter(({ path }) => !this.#steps.has(path));
    const missed = missing.map(({ path, state }) => ({ path, recorded: state, replayed: null, reason: null, verdict: 'differs' as const }));
    return [...this.#steps.values(), ...missed];
  }

  #isWriter(place: string): boolean {
    return this.#writers.has(place) || this.#writers.has(place.replace(/#\d+$/, ''));
  }

  #judge(place: string, recorded: StepRecord['state'] | null, result: PipeResult): ReplayedStep['verdict'] {
    if (result.status === 'failed' && [GAP, OFFLINE].includes(codeOf(result.error))) return 'gap';
    if (recorded !== result.status) return 'differs';
    return this.#restored.has(place) ? 'restored' : 'same';
  }

  #resultOf(record: StepRecord, scope: RunScope): PipeResult {
    if (record.state === 'failed') return PipeResult.failed(failureOf(record, scope));
    if (record.state === 'skipped') return gap('it was skipped when it was recorded, and would run now');
    if (record.result === null) return gap('what it gave was not kept');
    return PipeResult.succeeded(decodeResult(record.result, (reference) => this.#ticketOf(reference)));
  }

  /** The run sees it as if it had just been read, so that writes are compared with it. */
  #ticketOf(reference: TicketReference): Ticket {
    const ticket = ticketFrom(reference);
    const { system: systemId } = reference;
    this.run.remember(ticket, { systemId, getTicket: () => Promise.reject(new OfflineError(systemId, 'getTicket')) });
    return ticket;
  }
}

function gap(why: string): PipeResult {
  return PipeResult.failed(new ReplayGapError(why));
}

function reasonOf(result: PipeResult): string | null {
  if (result.status === 'skipped') return result.reason;
  return result.status === 'failed' ? describeFailure(result.error, '').message : null;
}
