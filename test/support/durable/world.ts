import { DurableMemory } from './durable-memory.js';
import { SharedDesk } from './shared-desk.js';
import type { SimulatedProcess } from './simulated-process.js';
import { VirtualClock } from './virtual-clock.js';

/**
 * What goes wrong at a moment. `kill`: the process ends there and then. `suspend`: it is told to shut down. `reply`: a customer answers.
 * `answer lost`: a write is made, and the connection breaks before its answer. `stand still`: the process is taken for dead, and goes on later.
 * `disk full`: nothing becomes safe this time. `power cut`: all processes end, and what of the journal was not safe is gone.
 */
export const FAULTS = ['kill', 'suspend', 'reply', 'answer lost', 'stand still', 'disk full', 'power cut'] as const;
export type FaultKind = (typeof FAULTS)[number];

/** A fault, and the moment it strikes: after that many others in which something could be seen from outside. */
export interface Fault {
  readonly after: number;
  readonly kind: FaultKind;
}

/** What a step did that can be seen from outside. */
export interface Deed {
  readonly by: SimulatedProcess;
  readonly what: 'look' | 'once' | 'write';
  readonly runId: string;
  /** Empty: a step outside of any ticket. */
  readonly ticketId: string;
  readonly step: string;
  readonly path: string;
  /** What it gave, when that is another each time. */
  readonly value: string;
  /** What it was told of other steps: `id=value`. */
  readonly saw: readonly string[];
  readonly at: number;
}

/** A process has read a ticket whole. */
export interface Reading {
  readonly ticketId: string;
  readonly by: SimulatedProcess;
  readonly at: number;
}

/** How often a step fails for a ticket: in so many runs for good, and in each other in so many attempts in a way that may pass. */
export interface Failures {
  readonly runs: number;
  readonly attempts: number;
  /** True: after it has done what it does. */
  readonly late: boolean;
}

/** How a world goes. */
export interface WorldPlan {
  readonly faults: readonly Fault[];
  readonly seed: number;
  readonly failures: (ticketId: string, step: string) => Failures | undefined;
}

/** Everything outside of the processes: the helpdesk, the journal's file, and fate. The same plan gives the same world each time. */
export class World {
  readonly clock = new VirtualClock();
  readonly memory = new DurableMemory(this.clock);
  readonly desk = new SharedDesk(this.clock);
  readonly deeds: Deed[] = [];
  readonly readings: Reading[] = [];
  /** The tickets that were released from quarantine. */
  readonly released = new Set<string>();
  /** The tickets of writes whose answers were lost. */
  readonly answersLost = new Set<string>();
  /** The faults that struck. */
  readonly struck: string[] = [];
  /** All moments, for whoever has to find out how something came about. */
  readonly moments: string[] = [];
  readonly #processes: SimulatedProcess[] = [];
  #faults: Fault[];
  #untilNext: number;
  #random: number;
  #count = 0;
  #sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  constructor(readonly plan: WorldPlan) {
    this.#faults = [...plan.faults];
    this.#untilNext = this.#faults[0]?.after ?? Infinity;
    this.#random = plan.seed;
  }

  /** A process begins. */
  enter(process: SimulatedProcess): void {
    this.#processes.push(process);
  }

  /** All processes end. What of the journal was not safe is gone. */
  cutPower(): void {
    for (const process of this.#processes) process.kill();
    this.memory.cutPower();
  }

  /** From now on nothing goes wrong any more. */
  calm(): void {
    this.#faults = [];
  }

  /** Whether anything may still go wrong. */
  get isStormy(): boolean {
    return this.#faults.length > 0;
  }

  /** A number from 0 on below `limit`. */
  random(limit: number): number {
    // Numerical Recipes' generator: good enough to mix things up.
    this.#random = (Math.imul(this.#random, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#random / 2 ** 32) * limit);
  }

  /** Something unique. */
  next(): number {
    return (this.#count += 1);
  }

  do(deed: Omit<Deed, 'at'>): void {
    this.deeds.push({ ...deed, at: this.clock.now() });
  }

  read(ticketId: string, by: SimulatedProcess): void {
    this.readings.push({ ticketId, by, at: this.clock.now() });
  }

  /** Resolves after so many moments of others, or when nothing is left to do for them. */
  sleep(moments: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.push({ until: this.moments.length + moments, wake }));
  }

  wakeAll(): void {
    for (const { wake } of this.#sleepers.splice(0)) wake();
  }

  #wakeDue(): void {
    for (const { until, wake } of this.#sleepers) if (until <= this.moments.length) wake();
    this.#sleepers = this.#sleepers.filter(({ until }) => until > this.moments.length);
  }

  /** A moment at which something may go wrong. Gives the fault that strikes. */
  strike(process: SimulatedProcess, moment: string): FaultKind | undefined {
    this.clock.tick();
    this.moments.push(`${process.name} ${moment}`);
    this.#wakeDue();
    const [fault] = this.#faults;
    if (fault === undefined || this.#untilNext-- > 0) return undefined;
    if (!isFor(fault.kind, moment)) return undefined;
    this.#faults.shift();
    this.#untilNext = this.#faults[0]?.after ?? Infinity;
    this.struck.push(`${fault.kind} ${moment} of ${process.name}`);
    return fault.kind;
  }
}

/** A connection breaks at a write only. And whoever stands still right before he does what cannot be undone does it when he wakes up, whatever others know by then. */
function isFor(kind: FaultKind, moment: string): boolean {
  if (kind === 'answer lost') return moment === 'after a write';
  if (kind === 'disk full') return moment === 'before a flush';
  return kind !== 'stand still' || !/^(before a write|before once|after a flush)/.test(moment);
}
