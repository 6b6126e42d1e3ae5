import type { Clock } from '../../../src/api/clock.js';
import { JournalError } from '../../../src/journal/journal.error.js';
import { InProcessExecutor } from '../../../src/pipeline/executor.js';
import type { CompiledApplication } from '../../../src/pipeline/application.compiler.js';
import { RunEventBus } from '../../../src/pipeline/run-events.js';
import type { RunEnvironment } from '../../../src/pipeline/run.js';
import type { RunResult } from '../../../src/pipeline/run-result.js';
import { RunRecovery } from '../../../src/pipeline/run.recovery.js';
import { JournaledWritePort } from '../../../src/pipeline/writes/journaled-write-port.js';
import type { ProcessJournal } from './durable-memory.js';
import type { World } from './world.js';

/** How long a process that is told to shut down lets its steps go on, milliseconds. */
const GRACE = 1000;
/** More runs in a row than there is anything to do for. */
const MOST_RUNS = 60;

/** Never resolves: whoever awaits it is dead. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}

/**
 * A process that runs a pipeline until there is nothing left to do for it, over the journal and the helpdesk of a world. When it is killed,
 * whatever it awaits never comes: nothing of it is seen from outside any more.
 */
export class SimulatedProcess {
  readonly journal: ProcessJournal;
  readonly #executor: InProcessExecutor;
  readonly #recovery: RunRecovery;
  #isDead = false;
  #isLeaving = false;
  #life = Promise.resolve();
  #die: () => void = () => undefined;
  readonly #death = new Promise<void>((resolve) => (this.#die = resolve));

  constructor(
    readonly name: string,
    readonly world: World,
    application: CompiledApplication,
  ) {
    this.journal = world.memory.open({ at: (moment) => this.at(moment), flushesBySelf: () => world.random(8) === 0 });
    const environment = this.#environment();
    this.#executor = new InProcessExecutor(environment, environment.clock);
    const { journal, clock } = environment;
    this.#recovery = new RunRecovery({ pipelines: application.pipelines, executor: this.#executor, journal, clock });
    this.#bind(application);
    this.#application = application;
    world.enter(this);
  }

  readonly #application: CompiledApplication;

  #environment(): RunEnvironment {
    const writePort = new JournaledWritePort({ noteReference: 'visible', storeTexts: false, limits: new Map() });
    const common = { env: () => undefined, random: () => 0, storesTexts: false };
    return { ...common, events: new RunEventBus(), writePort, clock: this.#clock(), journal: this.journal };
  }

  #clock(): Clock {
    const { clock } = this.world;
    return {
      now: () => clock.now(),
      after: (milliseconds, callback) => clock.after(milliseconds, () => void (this.#isDead || callback())),
    };
  }

  /** Makes the pipes and services of this process, which know it. */
  #bind({ slots, services }: CompiledApplication): void {
    for (const slot of [...slots, ...[...services.values()].map((service) => service.slot)]) {
      slot.bind(new (slot.component.type as new (process: SimulatedProcess) => object)(this));
    }
  }

  /** A moment that can be seen from outside: here the process may die, others get their turn, and things go wrong. */
  async at(moment: string): Promise<void> {
    if (this.#isDead) return never();
    const fault = this.world.strike(this, moment);
    if (fault === 'kill') this.kill();
    if (fault === 'power cut') this.world.cutPower();
    if (fault === 'suspend') this.leave();
    if (fault === 'reply') this.#reply();
    if (fault === 'stand still') await this.#standStill();
    for (let turns = this.world.random(3); turns > 0; turns -= 1) await Promise.resolve();
    if (this.#isDead) return never();
    if (fault === 'answer lost') throw new ConnectionLost();
    if (fault === 'disk full') throw new JournalError('OTAI_JOURNAL_FULL', 'the disk is full');
  }

  /** It ends there and then. */
  kill(): void {
    this.#isDead = true;
    this.journal.cut();
    this.#die();
  }

  /** Others believe that it has died; it has not. */
  #standStill(): Promise<void> {
    this.journal.standStill();
    this.#die();
    return this.world.sleep(this.world.random(60));
  }

  #reply(): void {
    const { tickets } = this.world.desk;
    const { id } = tickets[this.world.random(tickets.length)] ?? {};
    if (id !== undefined) this.world.desk.addNote(id, { body: 'I have something to add.' }, 'customer');
  }

  /** Whether it ended because there was nothing left to do. */
  get isDone(): boolean {
    return !this.#isDead && !this.#isLeaving;
  }

  /** Tells the process to shut down. */
  leave(): void {
    this.#isLeaving = true;
    this.#recovery.stop();
    void this.#executor.drain(GRACE);
  }

  /** Goes on with what was interrupted, then runs the pipeline until there is nothing left to do. Resolves when the process is gone. */
  live(): Promise<void> {
    this.#life = this.#work();
    return Promise.race([this.#death, this.#life]);
  }

  /** Resolves when it is gone for good, though it was taken for dead before. */
  get gone(): Promise<void> {
    return this.#isDead ? Promise.resolve() : this.#life;
  }

  async #work(): Promise<void> {
    try {
      await this.#recovery.resumeAll();
      for (let runs = 0; !this.#isLeaving && (await this.#runOnce()); runs += 1) {
        if (runs > MOST_RUNS) throw new Error('the pipeline finds something to do again and again');
      }
      await this.#executor.drain(GRACE);
      await this.journal.close();
    } catch (error) {
      // Whoever cannot remember ends.
      if (!(error instanceof JournalError)) throw error;
      this.kill();
    }
  }

  /** @returns whether there was anything to do */
  async #runOnce(): Promise<boolean> {
    const [pipeline] = this.#application.pipelines.values();
    if (pipeline === undefined) return false;
    const result = await this.#executor.start(pipeline, {}).result;
    return countOf(result) > 0;
  }
}

function countOf({ steps, failed }: RunResult): number {
  const fetched = steps.get('fetch');
  // One that failed before it fetched anything is tried again.
  if (fetched === undefined) return failed ? 1 : 0;
  return fetched.status === 'succeeded' ? Number(fetched.data['count']) : 1;
}

/** The answer to a write is lost: whoever asked does not know whether it was made. */
export class ConnectionLost extends Error {}
