import type { LoggerService } from '@nestjs/common';
import type { NoServices } from './contract.js';
import type { PipeResult } from './pipe-result.js';

/** The results of the steps that ran before this one: those of the same level and of all levels around it, the nearest first. */
export interface StepResults {
  /** The result of a step, or `undefined` when no step of that id has run yet. */
  get(id: string): PipeResult | undefined;
  has(id: string): boolean;
}

/**
 * Everything one execution of a pipe may use. Made fresh for each execution, read-only.
 *
 * @typeParam P - the params class that `@Pipe` names
 * @typeParam S - the services that `@Pipe` injects, by their YAML name
 */
export interface PipeContext<P extends object = object, S extends object = NoServices> {
  /** Rendered, converted and validated params: an instance of the params class. Frozen. */
  readonly params: P;
  /** The configured services, by the names of `injects`. Writes to a ticket system go through the run's write port (dry run, journal). */
  readonly services: S;
  readonly results: StepResults;
  /** What the caller or the trigger handed to the run. */
  readonly input: unknown;
  /** The name of the pipeline. */
  readonly pipeline: string;
  /** The id of the step. */
  readonly step: string;
  readonly runId: string;
  /** 1 for the first try of this step in this run. */
  readonly attempt: number;
  /** Aborts when the run is cancelled or the application shuts down. Pass it on to whatever waits. */
  readonly signal: AbortSignal;
  /** A logger that knows run, pipeline and step. Ticket text is personal data: `debug` only. */
  readonly logger: LoggerService;
  /** True when nothing may be written anywhere. Ticket systems obey by themselves; a pipe with other effects must ask. */
  readonly dryRun: boolean;
}

/**
 * What a class under `@Pipe` must have.
 *
 * `execute` is a property type on purpose: a class whose `execute` wants other params or services is then a compile error.
 */
export interface PipeHandler<P extends object = object, S extends object = NoServices> {
  readonly execute: (context: PipeContext<P, S>) => PipeResult | Promise<PipeResult>;
}
