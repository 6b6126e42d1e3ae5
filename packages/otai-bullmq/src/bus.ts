import { QueueEvents, QueueEventsProducer, type QueueOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { Mended } from './redis/mended.js';

const EVENT = 'otai';

/** The connections of a bus. */
export interface BusLines {
  readonly options: () => QueueOptions;
  /** For listening: it waits as long as it takes. */
  readonly listener: () => Redis;
}

/** Something that processes of the fleet tell each other: all that listen get it, and the latest are kept for who comes later. */
export class Bus<M extends object> {
  readonly #producer: Mended<QueueEventsProducer>;
  #events: QueueEvents | undefined;

  /** @param most - how many messages are kept, about */
  constructor(
    private readonly name: string,
    private readonly lines: BusLines,
    private readonly most: number,
  ) {
    this.#producer = new Mended(() => new QueueEventsProducer(this.name, this.lines.options()));
  }

  async send(message: M): Promise<void> {
    await this.#producer.get().publishEvent({ eventName: EVENT, message: JSON.stringify(message) }, this.most);
  }

  /** Calls back with each message from now on, and with those that are kept: who has just been asked may have missed one. */
  listen(callback: (message: M) => void): void {
    if (this.#events !== undefined) return;
    const { prefix } = this.lines.options();
    this.#events = new QueueEvents(this.name, { connection: this.lines.listener(), prefix: prefix ?? '', lastEventId: '0-0' });
    // Connections say by themselves what is wrong with them.
    this.#events.on('error', () => undefined);
    (this.#events as unknown as NodeJS.EventEmitter).on(EVENT, ({ message }: { readonly message: string }) =>
      callback(JSON.parse(message) as M),
    );
  }

  async close(): Promise<void> {
    await Promise.all([this.#producer.made?.close(), this.#events?.close()]);
  }
}
