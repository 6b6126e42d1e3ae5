import { PipeResult } from '../api/pipe-result.js';
import { useName } from '../discovery/component.js';
import type { StepRecord } from '../journal/journal-records.js';
import { recordedError } from './recorded-error.js';
import { encodeResult } from './result-codec.js';
import type { Run } from './run.js';
import { StepFailedError, StepPostponedError } from './run.error.js';
import type { RunScope } from './run-scope.js';
import type { CompiledStep } from './compiled-pipeline.js';
import { isHadAgain, StepPlaces, type PlacedStep, type StepMemory, type TriedBefore } from './step-memory.js';
import { recoverStep } from './step-recovery.js';

/** Writes down what the steps of a run gave, and knows what was written down before an interruption. */
export class RunRecorder implements StepMemory {
  readonly #known: Map<string, StepRecord>;
  readonly #places = new StepPlaces();
  /** Those that are known to have begun. */
  readonly #begun = new Set<string>();

  /** @param known - what was recorded before the interruption */
  constructor(
    private readonly run: Run,
    known: readonly StepRecord[] = [],
  ) {
    this.#known = new Map(known.map((record) => [record.path, record]));
  }

  place(step: CompiledStep, path: string): PlacedStep {
    return { step, place: this.#places.at(path), startedAt: this.#now };
  }

  recover(placed: PlacedStep, scope: RunScope): Promise<PipeResult | undefined> | undefined {
    const record = this.#known.get(placed.place);
    return record === undefined ? undefined : recoverStep(placed, record, scope);
  }

  /** Makes sure that an interruption from now on is known to have met this step. */
  async begin(placed: PlacedStep): Promise<void> {
    this.#begun.add(placed.place);
    this.#put(placed, { state: 'started' });
    await this.run.ask((journal) => journal.flush(this.run.id));
  }

  wasHere({ place }: PlacedStep): 'begun' | 'ended' | undefined {
    const record = this.#known.get(place);
    return record && (isEnded(record) ? 'ended' : 'begun');
  }

  triedBefore({ place }: PlacedStep): TriedBefore | undefined {
    const record = this.#known.get(place);
    if (record?.state !== 'started' || record.error === null) return undefined;
    return { attempts: record.attempts, since: record.startedAt };
  }

  finish(placed: PlacedStep, result: PipeResult): void {
    if (result.failed && this.run.cancelled && !this.#isOwnFailure(placed)) return this.#noteBegun(placed);
    if (result.status === 'failed' && result.error instanceof StepPostponedError) return this.#postpone(placed, result.error);
    if (isEnded(this.#known.get(placed.place))) return;
    const durationMs = this.#now - placed.startedAt;
    if (result.status === 'skipped') this.#put(placed, { state: 'skipped', durationMs, reason: result.reason });
    else if (result.status === 'succeeded') this.#put(placed, { state: 'succeeded', durationMs, ...this.#kept(placed, result.data) });
    else {
      const attempts = result.error instanceof StepFailedError ? result.error.attempts : 1;
      this.#put(placed, { state: 'failed', durationMs, attempts, error: recordedError(result.error) });
    }
  }

  /** A step that was stopped is as good as interrupted: its record would only hide that. And one that holds steps has failed for them. */
  #isOwnFailure({ step }: PlacedStep): boolean {
    return !this.run.interrupted && step.stepsFields.length === 0;
  }

  /** What holds the items of a run that are jobs has been told of, and is come by again. */
  #noteBegun(placed: PlacedStep): void {
    const { share, suspended } = this.run;
    const isTold = share?.isPart === false && suspended && placed.step.stepsFields.length > 0;
    if (isTold && !this.#known.has(placed.place)) this.#put(placed, { state: 'started' });
  }

  /** It was not at work when the run stopped: nobody has to find out how it ended. */
  #postpone(placed: PlacedStep, { failure, tried }: StepPostponedError): void {
    const isLong = this.run.suspendedUntil !== undefined;
    if (!this.#begun.has(placed.place) && !isLong) return;
    const { attempts, since } = tried;
    this.#put({ ...placed, startedAt: since }, { state: 'started', attempts, error: recordedError(failure) });
  }

  #kept({ step }: PlacedStep, data: Readonly<Record<string, unknown>>): Pick<StepRecord, 'result' | 'withheld'> {
    if (isHadAgain(step)) return { result: null, withheld: true };
    const { seen, environment } = this.run;
    const result = encodeResult(data, { seen, storesTexts: environment.storesTexts });
    return { result: result ?? null, withheld: result === undefined };
  }

  /** Written out: this is done for every step, and spreads take several times as long. */
  #put({ step, place, startedAt }: PlacedStep, what: Pick<StepRecord, 'state'> & Partial<StepRecord>): void {
    const { state, durationMs = 0, attempts = 1, result = null, withheld = false, reason = null, error = null } = what;
    const [runId, use] = [this.run.id, useName(step.pipe.component)];
    const record = { runId, path: place, use, state, startedAt, durationMs, attempts, result, withheld, reason, error };
    this.run.environment.journal.put({ type: 'step', step: record });
  }

  get #now(): number {
    return this.run.environment.clock.now();
  }
}

function isEnded(record: StepRecord | undefined): boolean {
  return record !== undefined && record.state !== 'started';
}
