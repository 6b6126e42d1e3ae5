import type { ZammadTicketsystemService } from '../../src/index.js';
import { connect } from './connect.js';
import { createTicket } from './fake-writes.js';
import { FakeZammad, type FakeZammadOptions } from './fake-zammad.js';

/** An agent who is not the connector. */
export const DESK = 4;

/** A fake Zammad, a connector to it, and a way to put tickets in. */
export interface Desk {
  readonly zammad: FakeZammad;
  readonly system: ZammadTicketsystemService;
  /** Puts a ticket in; gives its id. */
  readonly add: (attributes?: object) => string;
  readonly stop: () => Promise<void>;
}

export async function startDesk(options: FakeZammadOptions = {}): Promise<Desk> {
  const zammad = await FakeZammad.start(options);
  const system = connect(zammad.server.url);
  const article = { body: 'Hello', sender: 'Customer', internal: false };
  return {
    zammad,
    system,
    add: (attributes = {}) =>
      String(createTicket(zammad.state, { title: 'a', group: 'Support', customer: 'ada@example.org', article, ...attributes }, DESK).id),
    async stop() {
      await system.onApplicationShutdown();
      await zammad.server.stop();
    },
  };
}
