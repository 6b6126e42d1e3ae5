import { toRemote, type FleetHost } from 'open-ticket-ai';
import type { Bus } from '../bus.js';
import type { NewsMessage } from '../messages.js';

/** What relaying needs. */
export interface RelayParts {
  readonly host: FleetHost;
  readonly news: Bus<NewsMessage>;
  readonly processId: string;
}

/** Tells elsewhere what happens here in runs that somebody watches there. */
export class EventRelay {
  /** How many jobs of a run are at work here. */
  readonly #watched = new Map<string, number>();
  #subscription: { unsubscribe(): void } | undefined;
  /** What is on its way. */
  #sent: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: RelayParts) {}

  /** Does work on a run, and resolves when all that happened in it has been told. */
  async during<T>(runId: string, work: () => Promise<T>): Promise<T> {
    this.#watched.set(runId, (this.#watched.get(runId) ?? 0) + 1);
    this.#subscription ??= this.parts.host.events.events$.subscribe((event) => {
      const remote = this.#watched.has(event.runId) ? toRemote(event) : undefined;
      if (remote !== undefined) this.#send({ runId: event.runId, from: this.parts.processId, event: remote });
    });
    try {
      return await work();
    } finally {
      await this.#sent;
      this.#leave(runId);
    }
  }

  #leave(runId: string): void {
    const rest = (this.#watched.get(runId) ?? 1) - 1;
    if (rest > 0) this.#watched.set(runId, rest);
    else this.#watched.delete(runId);
    if (this.#watched.size > 0) return;
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
  }

  /** Whoever watches may miss something when Redis is away: the work goes on. */
  #send(message: NewsMessage): void {
    this.#sent = Promise.all([this.#sent, this.parts.news.send(message).catch(() => undefined)]);
  }
}
