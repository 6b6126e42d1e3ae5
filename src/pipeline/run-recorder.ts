import { PipeResult } from '../api/pipe-result.js';
import { useName } from '../discovery/component.js';
import type { StepRecord } from '../journal/journal-records.js';
import type { CompiledStep } from './compiled-pipeline.js';
import { recordedError } from './recorded-error.js';
import { encodeResult } from './result-codec.js';
import type { Run } from './run.js';
import { StepFailedError } from './run.error.js';

/** A step execution at its place in a run. */
export interface PlacedStep {
  readonly step: CompiledStep;
  /** Unique in the run. */
  readonly place: string;
  readonly startedAt: number;
}

/** Writes down what the steps of a run gave, and knows what was written down before an interruption. */
export class RunRecorder {
  readonly #known: Map<string, StepRecord>;
  /** How often a path has been come by. */
  readonly #visits = new Map<string, number>();

  /** @param known - what was recorded before the interruption */
  constructor(
    private readonly run: Run,
    known: readonly StepRecord[] = [],
  ) {
    this.#known = new Map(known.map((record) => [record.path, record]));
  }

  /** A step that is about to begin. Steps may be executed more than once at one path. */
  place(step: CompiledStep, path: string): PlacedStep {
    const visits = (this.#visits.get(path) ?? 0) + 1;
    this.#visits.set(path, visits);
    return { step, place: visits === 1 ? path : `${path}#${visits}`, startedAt: this.#now };
  }

  /** What was recorded of the step before the interruption. */
  known({ place }: PlacedStep): StepRecord | undefined {
    return this.#known.get(place);
  }

  /** Makes sure that an interruption from now on is known to have met this step. */
  async begin(placed: PlacedStep): Promise<void> {
    this.#put(placed, { state: 'started' });
    await this.run.environment.journal.flush();
  }

  finish(placed: PlacedStep, result: PipeResult): void {
    // A step that was stopped is as good as interrupted: its record would only hide that.
    if (this.run.cancelled && result.failed) return;
    if (isEnded(this.known(placed))) return;
    const durationMs = this.#now - placed.startedAt;
    if (result.status === 'skipped') this.#put(placed, { state: 'skipped', durationMs, reason: result.reason });
    else if (result.status === 'succeeded') this.#put(placed, { state: 'succeeded', durationMs, ...this.#kept(placed, result.data) });
    else {
      const attempts = result.error instanceof StepFailedError ? result.error.attempts : 1;
      this.#put(placed, { state: 'failed', durationMs, attempts, error: recordedError(result.error) });
    }
  }

  #kept({ step }: PlacedStep, data: Readonly<Record<string, unknown>>): Pick<StepRecord, 'result' | 'withheld'> {
    if (isHadAgain(step)) return { result: null, withheld: true };
    const { seen, environment } = this.run;
    const result = encodeResult(data, { seen, storesTexts: environment.storesTexts });
    return { result: result ?? null, withheld: result === undefined };
  }

  #put({ step, place, startedAt }: PlacedStep, what: Pick<StepRecord, 'state'> & Partial<StepRecord>): void {
    this.run.environment.journal.put({
      type: 'step',
      step: { ...NOTHING, runId: this.run.id, path: place, use: useName(step.pipe.component), startedAt, ...what },
    });
  }

  get #now(): number {
    return this.run.environment.clock.now();
  }
}

const NOTHING = { durationMs: 0, attempts: 1, result: null, withheld: false, reason: null, error: null } as const;

function isEnded(record: StepRecord | undefined): boolean {
  return record !== undefined && record.state !== 'started';
}

/** Whether executing the step again is how its result is had again: it does nothing itself, or only holds other steps. */
export function isHadAgain({ pipe, stepsFields }: CompiledStep): boolean {
  return stepsFields.length > 0 || pipe.component.effect === 'none';
}
