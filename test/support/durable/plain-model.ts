import type { RandomStep } from './random-pipeline.js';
import type { Failures } from './world.js';

/** A ticket as the model sees it. */
export interface ModelTicket {
  readonly id: string;
  readonly subject: string;
}

/** What one run does for a ticket when nothing interrupts it. */
export interface ModelRun {
  readonly isDone: boolean;
  /** Whether what failed may pass by itself. */
  readonly mayPass: boolean;
  /** How often each step does what it does, by id. */
  readonly deeds: ReadonlyMap<string, number>;
}

type Outcome = 'succeeded' | 'skipped' | 'passing' | 'broken';

/** What a pipeline does for a ticket, without journals, processes, and anything at the same time. */
export class PlainModel {
  constructor(
    private readonly steps: readonly RandomStep[],
    private readonly failures: (ticketId: string, step: string) => Failures | undefined,
  ) {}

  /** @param failed - how many runs have failed on the ticket before */
  run(ticket: ModelTicket, failed: number): ModelRun {
    const deeds = new Map<string, number>();
    const level = new ModelLevel({ ticket, failed, deeds, failures: this.failures });
    const outcome = level.run(this.steps);
    return { isDone: !isFailure(outcome), mayPass: outcome === 'passing', deeds };
  }

  /** How many runs fail on a ticket, and whether it is done in the end. */
  fate(ticket: ModelTicket, after: number): { readonly failed: number; readonly isDone: boolean } {
    for (let failed = 0; ; failed += 1) {
      const { isDone, mayPass } = this.run(ticket, failed);
      if (isDone) return { failed, isDone };
      if (failed + 1 >= (mayPass ? Math.max(after, 10) : after)) return { failed: failed + 1, isDone };
    }
  }
}

interface ModelRunState {
  readonly ticket: ModelTicket;
  readonly failed: number;
  readonly deeds: Map<string, number>;
  readonly failures: (ticketId: string, step: string) => Failures | undefined;
}

function isFailure(outcome: Outcome): boolean {
  return outcome === 'passing' || outcome === 'broken';
}

class ModelLevel {
  readonly #results = new Map<string, Outcome>();

  constructor(private readonly state: ModelRunState) {}

  run(steps: readonly RandomStep[]): Outcome {
    for (const step of steps) {
      const outcome = this.#shouldRun(step) ? this.#attempts(step) : 'skipped';
      this.#results.set(step.id, outcome);
      const ending = isFailure(outcome) ? this.#handle(step, outcome) : undefined;
      if (ending !== undefined) return ending;
    }
    return 'succeeded';
  }

  #shouldRun({ sees, condition }: RandomStep): boolean {
    if (sees.some((id) => this.#results.get(id) !== 'succeeded')) return false;
    if (condition === undefined) return true;
    if (condition === 'odd') return this.state.ticket.subject.includes('odd');
    return isFailure(this.#results.get(condition.failed) ?? 'skipped');
  }

  #attempts(step: RandomStep): Outcome {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = this.#execute(step, step.retry === undefined ? 1 : attempt);
      if (outcome !== 'passing' || attempt >= (step.retry ?? 1)) return outcome;
    }
  }

  #execute(step: RandomStep, attempt: number): Outcome {
    const { ticket, failed, failures, deeds } = this.state;
    if (step.kind === 'composite') return this.#nested(step.steps);
    if (step.kind === 'text') return 'succeeded';
    if (step.kind === 'guard') return ticket.subject.includes('spam') ? 'broken' : 'succeeded';
    const { runs, attempts, late } = failures(ticket.id, step.id) ?? { runs: 0, attempts: 0, late: false };
    const outcome = failed < runs ? 'broken' : attempt <= attempts ? 'passing' : 'succeeded';
    if (late || outcome === 'succeeded') deeds.set(step.id, (deeds.get(step.id) ?? 0) + 1);
    return outcome;
  }

  /** A level whose steps were all skipped was skipped itself. */
  #nested(steps: readonly RandomStep[]): Outcome {
    const level = new ModelLevel(this.state);
    const outcome = level.run(steps);
    return outcome === 'succeeded' && [...level.#results.values()].every((one) => one === 'skipped') ? 'skipped' : outcome;
  }

  #handle({ onError }: RandomStep, outcome: Outcome): Outcome | undefined {
    if (onError === 'fail') return outcome;
    if (onError === 'continue') return undefined;
    const ending = new ModelLevel(this.state).run(onError.steps);
    const own = onError.ending === 'continue' ? undefined : outcome;
    return own ?? (isFailure(ending) ? ending : undefined);
  }
}
