import { Logger, type LoggerService } from '@nestjs/common';
import type { PipeContext, StepResults, TicketClaims } from '../api/pipe-context.js';
import type { Attempt } from './attempt.js';
import type { CompiledStep } from './compiled-pipeline.js';
import type { Run } from './run.js';
import type { TicketOrigin } from './run-values.js';
import type { RunScope } from './run-scope.js';

/**
 * One execution of one step: the context its pipe gets.
 *
 * What most pipes never ask for (logger, signal, services) is made when it is asked for.
 */
export class StepExecution implements PipeContext {
  readonly #step: CompiledStep;
  readonly #scope: RunScope;
  readonly #params: object;
  readonly #attempt: Attempt | undefined;
  #services: object | undefined;
  #writes = 0;

  constructor(step: CompiledStep, scope: RunScope, params: object, attempt: Attempt | undefined) {
    this.#step = step;
    this.#scope = scope;
    this.#params = params;
    this.#attempt = attempt;
  }

  get params(): object {
    return this.#params;
  }

  get services(): object {
    return (this.#services ??= this.#step.services(this));
  }

  get results(): StepResults {
    return this.#scope;
  }

  get tickets(): TicketClaims {
    const { work } = this.run;
    return {
      take: (tickets) => work.take(tickets),
      unfinished: (system, limit) => work.unfinished(system as unknown as TicketOrigin, limit),
      handle: (item, handle, label) => work.handle({ path: this.path, label }, item, handle),
    };
  }

  /** How many writes this execution has begun before: 0 for its first. */
  nextWrite(): number {
    return this.#writes++;
  }

  get input(): unknown {
    return this.run.input;
  }

  get pipeline(): string {
    return this.run.pipeline;
  }

  get step(): string {
    return this.#step.id;
  }

  /** The step with all that holds it: `each[42]/classify`. */
  get path(): string {
    return this.#scope.pathPrefix + this.#step.id;
  }

  get runId(): string {
    return this.run.id;
  }

  get attempt(): number {
    return this.#attempt?.number ?? 1;
  }

  /** Its own, or that of the step around. */
  get policedBy(): Attempt | undefined {
    return this.#attempt ?? this.#scope.attempt;
  }

  get signal(): AbortSignal {
    return this.policedBy?.signal ?? this.run.signal;
  }

  get logger(): LoggerService {
    return new Logger(`${this.pipeline}/${this.path} ${this.runId}`);
  }

  get dryRun(): boolean {
    return this.run.dryRun;
  }

  get run(): Run {
    return this.#scope.run;
  }
}
