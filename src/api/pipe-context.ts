import type { LoggerService } from '@nestjs/common';
import type { NoServices } from './contract.js';
import type { PipeResult } from './pipe-result.js';
import type { TicketSystem } from './tickets/ticket-system.js';
import type { Ticket } from './tickets/ticket.js';

/** The results of the steps that ran before this one: those of the same level and of all levels around it, the nearest first. */
export interface StepResults {
  /** The result of a step, or `undefined` when no step of that id has run yet. */
  get(id: string): PipeResult | undefined;
  has(id: string): boolean;
}

/**
 * Which tickets are this run's business: a ticket is worked on by one run at a time, over all processes that share a journal, and once
 * in each version for each pipeline. `base:fetch_tickets` and `base:for_each` use this; a pipe that finds or handles tickets itself does too.
 */
export interface TicketClaims {
  /**
   * Of tickets that were found through a ticket system of `services`, those that are news for this pipeline; they are the run's from now on.
   * Left out are those that are done in this version, that another run works on, that wait after a failure, and that are in quarantine.
   */
  take(tickets: readonly Ticket[]): Promise<readonly Ticket[]>;
  /**
   * Tickets of a ticket system of `services` to which an earlier run of this pipeline has written and with which it did not come to an end. They
   * may have left the queue by that, so that no search finds them any more. They are the run's from now on.
   *
   * @param limit - how many at most
   */
  unfinished(system: TicketSystem, limit: number): Promise<readonly Ticket[]>;
  /**
   * Does the work on a ticket and remembers how it ended: succeeded or skipped is done, failed is tried again by a later run, up to the quarantine.
   *
   * @param item - a ticket that was taken, or its id; with anything else it is just the work
   * @param label - that of the nested steps which do the work: a fleet then reads no more of the run than they need
   */
  handle(item: unknown, work: () => Promise<PipeResult>, label?: string): Promise<PipeResult>;
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
  /** Which tickets are this run's business. */
  readonly tickets: TicketClaims;
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
  /**
   * Called instead of `execute` for a step that was at work when the process died, of a pipe whose effect is `once`: finds out whether it was
   * done, and gives its result then; `undefined`: it was not, so it is executed.
   */
  readonly recover?: (context: PipeContext<P, S>) => PipeResult | undefined | Promise<PipeResult | undefined>;
}
