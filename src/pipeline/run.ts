import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Clock } from '../api/clock.js';
import type { PipeResult } from '../api/pipe-result.js';
import type { Ticket } from '../api/tickets/ticket.js';
import { DEFAULT_SAFETY } from '../config/safety.reader.js';
import type { QuarantineEntry } from '../config/otai-config.js';
import type { AdoptedRun, Journal } from '../journal/journal.js';
import { JournalError } from '../journal/journal.error.js';
import type { EnvReader } from '../templating/template-scope.js';
import type { Random } from './backoff.js';
import type { RunEventBus } from './run-events.js';
import { allowManyListeners } from './abort-signals.js';
import { RunRecorder } from './run-recorder.js';
import type { RunShare } from './run-share.js';
import type { StepMemory } from './step-memory.js';
import { SeenValues, type TicketOrigin } from './run-values.js';
import { TicketWork } from './ticket-work.js';
import type { WritePort } from './write-port.js';

/** What whoever starts a run can say. */
export interface RunOptions {
  /** What templates read as `input` and pipes as `context.input`. */
  readonly input?: unknown;
  /** Cancels the run. */
  readonly signal?: AbortSignal | undefined;
  /** Nothing is written to any ticket system; what would have been is in the events. Default false. */
  readonly dryRun?: boolean | undefined;
  /** The id of the one ticket the run is about: every search for tickets finds it and nothing else, whatever the criteria say. Default: none. */
  readonly ticket?: string | undefined;
  /** Tickets that are done, have failed or wait are news again, because somebody asks for it. Default false. */
  readonly again?: boolean | undefined;
  /** @internal A trigger started it, and not a person: it leaves tickets alone whose pause after a failure is not over. */
  readonly triggered?: boolean | undefined;
}

/** A ticket as a run last saw it. */
export interface SeenTicket {
  readonly ticket: Ticket;
  /** When, by `performance.now()`. */
  readonly at: number;
}

/** What every run of an application shares. */
export interface RunEnvironment {
  readonly events: RunEventBus;
  readonly writePort: WritePort;
  readonly env: EnvReader;
  readonly clock: Clock;
  /** What spreads the pauses between attempts. */
  readonly random: Random;
  readonly journal: Journal;
  /** Whether the journal may keep texts of tickets. */
  readonly storesTexts: boolean;
  /** True: no ticket system is called, whoever asks. Default false. */
  readonly offline?: boolean | undefined;
}

/** Where a run comes from. */
export interface RunOrigin {
  readonly quarantine: QuarantineEntry;
  /** What is remembered of it, when it goes on after an interruption. */
  readonly adopted?: AdoptedRun | undefined;
  /** The id of a run that was announced under it; default: a new one. */
  readonly id?: string | undefined;
  /** Which part of it is done here. Default: all of it. */
  readonly share?: RunShare | undefined;
  /** What it took, and wrote, in other processes since the journal was told of it last. Default: nothing. */
  readonly elsewhere?: { readonly ms: number; readonly writes: number } | undefined;
  /** A pause between attempts that is longer suspends the run, milliseconds. Default: none is too long. */
  readonly longestPause?: number | undefined;
  /** Makes what it knows of its steps. Default: what the journal is for. */
  readonly memory?: ((run: Run) => StepMemory) | undefined;
}

const NEW_RUN: RunOrigin = { quarantine: DEFAULT_SAFETY.quarantine };

/** The state of one run: who it is, whether it was cancelled, which tickets it has seen. */
export class Run {
  readonly id: string;
  readonly input: unknown;
  readonly dryRun: boolean;
  readonly ticket: string | undefined;
  readonly again: boolean;
  readonly isTriggered: boolean;
  /** Whether it goes on after an interruption. */
  readonly isResumed: boolean;
  /** How long others were at work on it before, milliseconds. */
  readonly elapsedBefore: number;
  /** Keeps what its steps gave, where that outlives the process. */
  readonly recorder: StepMemory | undefined;
  #seen: SeenValues | undefined;
  #work: TicketWork | undefined;
  #writes = 0;
  #suspended = false;
  #suspendedUntil: number | undefined;
  #controller: AbortController | undefined;
  #tickets: Map<string, SeenTicket> | undefined;
  #cancelled = false;
  #aborted = false;
  #reason: unknown;
  /** Why it must not wait, once it must not. */
  #hurry: { readonly reason: unknown } | undefined;
  /** Each ends a pause. */
  #pauses: Set<() => void> | undefined;
  readonly #outer: AbortSignal | undefined;
  readonly #onOuterAbort = () => this.cancel(this.#outer?.reason);

  constructor(
    readonly pipeline: string,
    readonly environment: RunEnvironment,
    options: RunOptions,
    private readonly origin: RunOrigin = NEW_RUN,
  ) {
    const { adopted } = origin;
    this.id = adopted?.run.runId ?? origin.id ?? randomUUID();
    this.isResumed = adopted !== undefined;
    this.again = options.again ?? false;
    this.isTriggered = options.triggered ?? false;
    this.recorder = origin.memory?.(this) ?? (environment.journal.durable ? new RunRecorder(this, adopted?.steps) : undefined);
    this.input = options.input;
    this.dryRun = options.dryRun ?? false;
    this.ticket = options.ticket;
    this.elapsedBefore = origin.elsewhere?.ms ?? 0;
    this.#writes = origin.elsewhere?.writes ?? 0;
    this.#outer = options.signal;
    if (this.#outer?.aborted === true) this.cancel(this.#outer.reason);
    else this.#listenTo(this.#outer);
  }

  #listenTo(outer: AbortSignal | undefined): void {
    if (outer === undefined) return;
    allowManyListeners(outer);
    outer.addEventListener('abort', this.#onOuterAbort, { once: true });
  }

  /** What it has got from ticket systems. */
  get seen(): SeenValues {
    return (this.#seen ??= new SeenValues(this.recorder !== undefined));
  }

  /** Which tickets it works on. */
  get work(): TicketWork {
    if (this.#work === undefined) {
      this.#work = new TicketWork(this, this.origin.quarantine);
      if (this.origin.adopted !== undefined) this.#work.resume(this.origin.adopted);
    }
    return this.#work;
  }

  /** Decides about the tickets that no step has settled. */
  endWork(result: PipeResult): void {
    if (this.#suspended) return;
    if (this.#work !== undefined || this.isResumed) this.work.end(result);
  }

  /** Whether it has set tickets free that are half done, or failed. */
  get leavesWork(): boolean {
    return this.#work?.leavesWork === true;
  }

  /** How many writes it has made; in a dry run: would have. */
  get writes(): number {
    return this.#writes;
  }

  countWrite(): void {
    this.#writes += 1;
  }

  /** Which part of it is done here; `undefined`: all of it. */
  get share(): RunShare | undefined {
    return this.origin.share;
  }

  /** Stops before its next step, in order to go on later. The step at work may end. */
  suspend(reason: unknown): void {
    if (this.#cancelled) return;
    this.#suspended = true;
    this.#stop(reason);
  }

  /** Whether it stopped in order to go on later. */
  get suspended(): boolean {
    return this.#suspended;
  }

  /** Stops for a pause that is too long to be waited for here. Gives whether it is. */
  leaveFor(milliseconds: number): boolean {
    if (milliseconds <= (this.origin.longestPause ?? Infinity) || this.#cancelled) return false;
    this.#suspendedUntil = this.environment.clock.now() + milliseconds;
    this.suspend(new Error('a step waits for its next attempt'));
    return true;
  }

  /** When there is something to go on with, milliseconds since 1970; `undefined`: at any time. */
  get suspendedUntil(): number | undefined {
    return this.#suspendedUntil;
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Whether the step at work may have been stopped. One that suspends lets it end: how it ends is its own doing. */
  get interrupted(): boolean {
    return this.#cancelled && (this.#aborted || !this.#suspended);
  }

  get cancelReason(): unknown {
    return this.#reason;
  }

  /** Made only when somebody asks: most pipes never wait for anything that could be aborted. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      allowManyListeners(this.#controller.signal);
      if (this.#aborted) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Stops the run before its next step, and tells the step at work. */
  cancel(reason: unknown): void {
    this.#stop(reason);
    this.#aborted = true;
    this.#controller?.abort(this.#reason);
  }

  /**
   * The application shuts down. A run that can go on later stops before its next step, and the step at work may end. Another goes on to its end,
   * but may not wait any more: where it waits, or would, it is cancelled.
   */
  hurry(reason: unknown): void {
    if (this.recorder !== undefined) return this.suspend(reason);
    this.#hurry = { reason };
    if (this.#pauses !== undefined && this.#pauses.size > 0) this.#stop(reason);
  }

  /**
   * Asks the journal for something on behalf of the run. A run that another process has taken over stops here: it goes on there.
   *
   * @throws JournalError (as a rejection)
   */
  async ask<T>(question: (journal: Journal) => Promise<T>): Promise<T> {
    try {
      return await question(this.environment.journal);
    } catch (error) {
      if (error instanceof JournalError && error.code === 'OTAI_JOURNAL_TAKEN_OVER') this.cancel(error);
      throw error;
    }
  }

  /** Waits, but not longer than the run or `signal` lets it. */
  async pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (this.#hurry !== undefined) this.#stop(this.#hurry.reason);
    if (this.#cancelled || signal?.aborted === true) return;
    const pauses = (this.#pauses ??= new Set());
    await new Promise<void>((resolve) => {
      const end = (): void => {
        cancel();
        pauses.delete(end);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.environment.clock.after(milliseconds, end);
      pauses.add(end);
      signal?.addEventListener('abort', end);
    });
  }

  /** No step begins any more; the one at work is not told. */
  #stop(reason: unknown): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#reason = reason;
    for (const end of this.#pauses ?? []) end();
  }

  /** Lets go of the caller's signal, which may live much longer than the run. */
  close(): void {
    this.#outer?.removeEventListener('abort', this.#onOuterAbort);
  }

  /** The ticket as this run last saw it: what a write is compared with. */
  lastSeen(system: string, ticketId: string): SeenTicket | undefined {
    return this.#tickets?.get(`${system}\n${ticketId}`);
  }

  /** @param at - when it was seen, by `performance.now()` */
  remember(ticket: Ticket, origin: TicketOrigin, at = performance.now()): void {
    this.#see(ticket, origin, at);
    this.seen.addTicket(ticket, origin);
  }

  /** The ticket as the helpdesk gave it after a write. */
  rememberAnswer(ticket: Ticket, origin: TicketOrigin): void {
    this.#see(ticket, origin, performance.now());
    this.seen.addAnswer(ticket, origin);
  }

  #see(ticket: Ticket, origin: TicketOrigin, at: number): void {
    this.#tickets ??= new Map();
    this.#tickets.set(`${origin.systemId}\n${ticket.id}`, { ticket, at });
  }
}
