/* The work of a ticket, as a pipeline does it and as a bare processor does: read it, classify it, move it, annotate it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Classifier, PluginFactory, Service, TicketSystem } from 'open-ticket-ai';

const BODY =
  'Since this morning our printer on the second floor prints nothing but stripes. Several colleagues need their delivery notes today. ' +
  'Turning it off and on again did not help, and the spare cartridge is empty as well. Please send somebody.';

function newTicket(id) {
  return {
    id,
    subject: 'Printer prints stripes only',
    body: BODY,
    queue: { id: '1', name: 'Incoming' },
    priority: null,
    state: { id: '1', name: 'new' },
    type: null,
    owner: null,
    customer: { id: '7', name: 'Delivery desk', email: 'delivery@example.com' },
    tags: [],
    custom_fields: {},
    notes: [],
    created_at: '2026-01-05T08:00:00Z',
    updated_at: '2026-01-05T08:00:00Z',
    raw: null,
  };
}

/**
 * A helpdesk that many processes share without a wire between them: what a ticket looks like follows from its id, and each process counts what
 * was asked of it there. Each search finds new tickets.
 */
export class StubHelpdesk extends TicketSystem {
  /** Milliseconds until it answers. */
  delay = 0;
  calls = { find: 0, get: 0, update: 0, note: 0 };

  async findTickets({ limit }) {
    await this.#answer('find');
    const first = `${process.pid}-${this.calls.find}`;
    return { tickets: Array.from({ length: limit }, (_, i) => newTicket(`${first}-${i}`)), next_cursor: null };
  }

  async getTicket(id) {
    await this.#answer('get');
    return newTicket(id);
  }

  async updateTicket(id, { queue }) {
    await this.#answer('update');
    return { ...newTicket(id), queue: { id: '2', name: queue.name } };
  }

  async addNote(id, { subject, body }) {
    await this.#answer('note');
    return { id: `${id}-1`, subject, body, visibility: 'internal' };
  }

  async #answer(call) {
    this.calls[call] += 1;
    if (this.delay > 0) await sleep(this.delay);
  }
}
Service('helpdesk')(StubHelpdesk);

/** A model in the process of the worker: it has the processor for itself until it knows. */
export class StubClassifier extends Classifier {
  /** Milliseconds of its work. */
  burn = 0;
  calls = 0;

  async classify({ text }) {
    this.calls += 1;
    if (!text.startsWith('Printer') || !text.includes('stripes. Several')) throw new Error('this is another text');
    burn(this.burn);
    return { label: 'IT::Hardware', confidence: 0.9137, labels: [{ label: 'IT::Hardware', confidence: 0.9137 }], abstained: null };
  }
}
Service('classifier')(StubClassifier);

/** Work of a fixed amount, whoever else wants the processor: a model does not compute less because others do, too. */
function burn(milliseconds) {
  let value = 1;
  for (let i = milliseconds * STEPS_PER_MS; i > 0; i--) value = Math.imul(value ^ i, 2_654_435_761);
  return value;
}
const STEPS_PER_MS = 700_000;

export default class StubPlugin extends PluginFactory {
  injectables() {
    return [StubHelpdesk, StubClassifier];
  }
}

/** The same by hand. */
export async function handleTicket(helpdesk, classifier, id) {
  const ticket = await helpdesk.getTicket(id);
  const { label, confidence } = await classifier.classify({ text: `${ticket.subject} ${ticket.body}` });
  const queue = confidence >= 0.8 ? label : 'Unclassified';
  await helpdesk.updateTicket(id, { queue: { name: queue } });
  await helpdesk.addNote(id, { subject: 'Queue', body: `Moved to queue ${queue} (confidence ${confidence.toFixed(2)}).` });
}
