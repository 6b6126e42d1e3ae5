/**
 * The helpdesk and the classifier that every system works on: in memory, async, ready at once.
 * What they cost is in every figure alike, so they do little.
 */
export const INCOMING = 'Incoming';
export const UNCLASSIFIED = 'Unclassified';
export const QUEUE_MODEL = 'queue-model';
export const PRIORITY_MODEL = 'priority-model';
export const THRESHOLD = 0.8;

const BODY =
  'Since this morning our printer on the second floor prints nothing but stripes. Several colleagues need their delivery notes today. ' +
  'Turning it off and on again did not help, and the spare cartridge is empty as well. Please send somebody.';

function newTicket(id) {
  return {
    id,
    subject: 'Printer prints stripes only',
    body: BODY,
    queue: { id: '1', name: INCOMING },
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

/** Holds as many tickets as were last fetched. Each fetch finds new ones, so that runs neither differ nor pile up. */
export class Helpdesk {
  #tickets = new Map();
  #found = 0;

  async findTickets({ limit }) {
    const tickets = Array.from({ length: limit }, () => newTicket(String(++this.#found)));
    this.#tickets = new Map(tickets.map((ticket) => [ticket.id, ticket]));
    return { tickets, next_cursor: null };
  }

  async updateTicket(id, { queue, priority }) {
    const ticket = this.#tickets.get(id);
    return this.#put(id, { ...ticket, queue: reference(queue) ?? ticket.queue, priority: reference(priority) ?? ticket.priority });
  }

  async addNote(id, { subject, body }) {
    const ticket = this.#tickets.get(id);
    const note = { id: String(ticket.notes.length + 1), subject, body, visibility: 'internal' };
    this.#put(id, { ...ticket, notes: [...ticket.notes, note] });
    return note;
  }

  /** What the last run left: the same for every system, or the run does not count. */
  get tickets() {
    return [...this.#tickets.values()];
  }

  #put(id, ticket) {
    this.#tickets.set(id, ticket);
    return ticket;
  }
}

function reference(input) {
  return input === undefined ? undefined : { id: null, name: input.name };
}

const QUEUE_SCORES = [
  { label: 'IT::Hardware', confidence: 0.9137 },
  { label: 'Logistics', confidence: 0.0521 },
];
const PRIORITY_SCORES = [
  { label: 'high', confidence: 0.8462 },
  { label: 'medium', confidence: 0.1538 },
];

/** Looks at the text, so that whoever hands over another one is found out. */
export async function classify({ text, model_name }) {
  if (!text.startsWith('Printer') || !text.includes('stripes. Several'))
    return { label: null, confidence: 0, labels: [], abstained: 'unknown text' };
  const labels = model_name === QUEUE_MODEL ? QUEUE_SCORES : PRIORITY_SCORES;
  const [{ label, confidence }] = labels;
  return { label, confidence, labels, abstained: null };
}

const NOTES = [
  { id: '1', subject: 'Queue', body: 'Moved to queue IT::Hardware (confidence 0.91).', visibility: 'internal' },
  { id: '2', subject: 'Priority', body: 'Priority set to high (confidence 0.85).', visibility: 'internal' },
];

/** The tickets as a run over `count` of them must leave them. */
export function expectedTickets(count) {
  const routed = { queue: { id: null, name: 'IT::Hardware' }, priority: { id: null, name: 'high' }, notes: NOTES };
  return Array.from({ length: count }, (_, i) => ({ ...newTicket(String(i + 1)), ...routed }));
}
