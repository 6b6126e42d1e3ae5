/** What a test of any journal says of versions: a number stands for one. */
export interface Wish {
  readonly ticket: string;
  readonly version: number;
  readonly isNews: boolean;
}

interface ModelTicket {
  state: 'open' | 'claimed' | 'done' | 'failed' | 'quarantined';
  run: string;
  failures: number;
  version: number;
  notBefore: number;
  work: number;
}

interface ModelRun {
  readonly pipeline: string;
  state: 'running' | 'suspended' | 'over';
  resumptions: number;
}

/** A journal as simple as can be: what the real ones have to agree with. Times and versions are small numbers. */
export class ModelJournal {
  readonly runs = new Map<string, ModelRun>();
  readonly #tickets = new Map<string, Map<string, ModelTicket>>();
  #works = 0;

  start(run: string, pipeline: string): void {
    if (!this.runs.has(run)) this.runs.set(run, { pipeline, state: 'running', resumptions: 0 });
  }

  isRunning(run: string): boolean {
    return this.runs.get(run)?.state === 'running';
  }

  get running(): readonly string[] {
    return [...this.runs.keys()].filter((run) => this.isRunning(run));
  }

  /** The runs that have a ticket: one at most. */
  holdersOf(id: string): readonly string[] {
    const holder = this.#holderOf(id);
    return holder === undefined ? [] : [holder];
  }

  pipelineOf(run: string): string {
    return this.runs.get(run)?.pipeline ?? '';
  }

  claim(
    run: string,
    wish: Wish,
    { again, impatient, at }: { readonly again: boolean; readonly impatient: boolean; readonly at: number },
  ): string {
    const ticket = this.#ticket(this.pipelineOf(run), wish.ticket);
    const holder = this.#holderOf(wish.ticket);
    if (holder !== undefined && holder !== run) return 'busy';
    if (ticket === undefined) return this.#take(run, wish);
    if (ticket.state === 'quarantined') return 'quarantined';
    if (ticket.state === 'claimed') return 'claimed';
    const isAnew = (wish.isNews && ticket.state === 'done') || (again && ticket.state !== 'open');
    if (isAnew) return this.#take(run, wish, { failures: 0, notBefore: 0, work: ++this.#works });
    if (ticket.state === 'done') return ticket.version === wish.version ? 'done' : 'unsure';
    if (!impatient && ticket.notBefore > at) return 'paused';
    return this.#take(run, wish);
  }

  #take(run: string, { ticket: id, version }: Wish, changes: Partial<ModelTicket> = {}): 'claimed' {
    const pipeline = this.pipelineOf(run);
    const tickets = this.#tickets.get(id) ?? new Map<string, ModelTicket>();
    const before = tickets.get(pipeline) ?? { failures: 0, notBefore: 0, work: ++this.#works };
    this.#tickets.set(id, tickets.set(pipeline, { ...before, ...changes, version, state: 'claimed', run }));
    return 'claimed';
  }

  settle(
    run: string,
    id: string,
    how: { readonly state: 'open' | 'done' | 'failed' | 'quarantined'; readonly version: number; readonly notBefore: number },
  ): void {
    const ticket = this.#ticket(this.pipelineOf(run), id);
    if (ticket?.state !== 'claimed' || ticket.run !== run) return;
    ticket.version = how.version;
    if (how.state === 'open') ticket.state = ticket.failures > 0 ? 'failed' : 'open';
    else {
      ticket.state = how.state;
      ticket.failures = how.state === 'done' ? 0 : ticket.failures + 1;
      ticket.notBefore = how.state === 'done' ? 0 : how.notBefore;
    }
  }

  end(run: string, state: 'succeeded' | 'failed' | 'suspended'): void {
    const known = this.runs.get(run);
    if (known === undefined || known.state === 'over') return;
    known.state = state === 'suspended' ? 'suspended' : 'over';
    if (state === 'suspended') return;
    for (const ticket of this.#all())
      if (ticket.state === 'claimed' && ticket.run === run) ticket.state = ticket.failures > 0 ? 'failed' : 'open';
  }

  adopt(pipeline: string, limit: number): readonly string[] {
    const waiting = [...this.runs].filter(([, run]) => run.state === 'suspended' && run.pipeline === pipeline).slice(0, limit);
    for (const [, run] of waiting) Object.assign(run, { state: 'running', resumptions: run.resumptions + 1 });
    return waiting.map(([id]) => id);
  }

  release(pipeline: string, id: string, how: 'retry' | 'drop'): number {
    const ticket = this.#ticket(pipeline, id);
    if (ticket?.state !== 'quarantined') return 0;
    Object.assign(ticket, { state: how === 'retry' ? 'open' : 'done', failures: 0, notBefore: 0 });
    return 1;
  }

  /** One line for each ticket. Works are numbered anew, as they come. */
  tickets(): readonly string[] {
    return [...this.#tickets].flatMap(([id, byPipeline]) =>
      [...byPipeline].map(([pipeline, { state, run, failures, version }]) => `${pipeline} ${id} ${state} ${run} ${failures} ${version}`),
    );
  }

  /** Which tickets are the same work as before: by their numbers. */
  works(): ReadonlyMap<string, number> {
    return new Map([...this.#tickets].flatMap(([id, all]) => [...all].map(([pipeline, { work }]) => [`${pipeline} ${id}`, work] as const)));
  }

  #ticket(pipeline: string, id: string): ModelTicket | undefined {
    return this.#tickets.get(id)?.get(pipeline);
  }

  #holderOf(id: string): string | undefined {
    return [...(this.#tickets.get(id)?.values() ?? [])].find(({ state }) => state === 'claimed')?.run;
  }

  #all(): readonly ModelTicket[] {
    return [...this.#tickets.values()].flatMap((byPipeline) => [...byPipeline.values()]);
  }
}
