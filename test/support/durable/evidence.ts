import type { Note } from '../../../src/api/tickets/ticket.js';
import type { RunDetails } from '../../../src/journal/journal.js';
import type { TicketRecord } from '../../../src/journal/journal-records.js';
import { referencesIn } from '../../../src/pipeline/result-codec.js';
import type { Scenario } from './play.js';
import { allSteps, type RandomStep } from './random-pipeline.js';
import type { Deed, FaultKind, World } from './world.js';

/** After these a step at work may have been met. A shutdown is none of them. */
const DEADLY: readonly FaultKind[] = ['kill', 'stand still', 'disk full', 'power cut'];

/** What is left of a world when all is over, and the questions that are asked of it. */
export class Evidence {
  /** Of the pipeline, by id. */
  readonly steps: ReadonlyMap<string, RandomStep>;

  private constructor(
    readonly world: World,
    readonly scenario: Scenario,
    private readonly journal: { readonly runs: readonly RunDetails[]; readonly records: readonly TicketRecord[] },
  ) {
    this.steps = new Map(allSteps(scenario.steps).map((step) => [step.id, step]));
  }

  static async of(world: World, scenario: Scenario): Promise<Evidence> {
    const { records } = world.memory;
    const runs = await Promise.all((await records.runs({ limit: Infinity })).map(({ runId }) => records.run(runId)));
    return new Evidence(world, scenario, {
      runs: runs.flatMap((run) => run ?? []),
      records: await records.tickets({ limit: Infinity }),
    });
  }

  get runs(): readonly RunDetails[] {
    return this.journal.runs;
  }

  get records(): readonly TicketRecord[] {
    return this.journal.records;
  }

  hasStruck(kind: FaultKind): boolean {
    return this.world.struck.some((fault) => fault.startsWith(kind));
  }

  deedsOf(ticketId: string): readonly Deed[] {
    return this.world.deeds.filter((deed) => deed.ticketId === ticketId);
  }

  /**
   * Whether something was done for certain: a process that was taken for dead may look a little further before it notices, and begin a write that
   * it is not let through with.
   */
  isCertain({ what }: Deed): boolean {
    return what === 'once' || !this.hasStruck('stand still');
  }

  /** How often a run did what each of the pipeline's steps does. */
  countsOf(ticketId: string, runId: string): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { step, runId: by } of this.deedsOf(ticketId)) {
      if (by === runId && this.steps.has(step)) counts.set(step, (counts.get(step) ?? 0) + 1);
    }
    return counts;
  }

  /** The runs that had a ticket among those they went over, in their order. */
  runsOn(ticketId: string): readonly string[] {
    const runIds = new Set(this.deedsOf(ticketId).map(({ runId }) => runId));
    return [...runIds].filter((runId) => this.fetchedBy(runId).includes(ticketId));
  }

  /** What a run has found in the end. One that was killed soon after it had found tickets may find others when it goes on. */
  fetchedBy(runId: string): readonly string[] {
    const steps = this.runs.find(({ run }) => run.runId === runId)?.steps ?? [];
    return referencesIn(steps.find(({ path }) => path === 'fetch')?.result ?? '{}').map(({ id }) => id);
  }

  /** Whether a step is in one that is tried again as a whole: each time it gives something else. */
  isRepeated(id: string): boolean {
    return [...this.steps.values()].some((step) => step.retry !== undefined && allSteps(step.steps).some((inner) => inner.id === id));
  }

  /** Whether the end of a process, or what looked like it, met a step of which nobody can say whether it was done: that run goes its own way. */
  wasInterrupted(ticketId: string): boolean {
    const steps = this.runs.flatMap((run) => run.steps);
    const isOf = ({ path, error }: (typeof steps)[number]) =>
      error?.code === 'OTAI_STEP_INTERRUPTED' && path.startsWith(`each[${ticketId}]/`);
    const hasAnyDied = DEADLY.some((kind) => this.hasStruck(kind));
    return hasAnyDied && steps.some(isOf);
  }

  /** Whether a run on it was abandoned, since the pipeline was changed: the next begins anew. */
  wasGivenUp(ticketId: string): boolean {
    const runIds = new Set(this.deedsOf(ticketId).map(({ runId }) => runId));
    return this.runs.some(({ run }) => run.state === 'abandoned' && runIds.has(run.runId));
  }

  /** Whether steps may have failed, or runs been made, that the model knows nothing of. */
  mayHaveFailedMore(ticketId: string): boolean {
    return this.hasStruck('disk full') || this.world.answersLost.has(ticketId) || this.world.released.has(ticketId);
  }

  repliesTo(ticketId: string): readonly Note[] {
    return this.world.desk.get(ticketId).notes.filter(({ author_role: role }) => role === 'customer');
  }

  /** How many notes each step that writes one has left on a ticket. */
  *notesOn(ticketId: string): Iterable<readonly [step: string, count: number]> {
    const { notes } = this.world.desk.get(ticketId);
    for (const { id, kind } of this.steps.values()) {
      if (kind === 'note') yield [id, notes.filter(({ body }) => body.startsWith(`note ${id} `)).length];
    }
  }
}
