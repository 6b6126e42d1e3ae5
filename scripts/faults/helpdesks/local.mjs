import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The embedded helpdesk: its tickets are in a file that otai itself writes, so that a kill meets the helpdesk, too. Customers write mails,
 * which are imported at each start.
 *
 * The file is read here line by line by its documented form, without the code that wrote it.
 */
export class LocalHelpdesk {
  static title = 'local helpdesk';
  isRemote = false;
  words = {
    queues: { inbox: 'Inbox', billing: 'Billing', network: 'Network' },
    priorities: { normal: 'medium', high: 'high' },
  };
  patienceMs = 3000;
  maxWaitMs = 1000;
  #mails = 0;

  static async start(folder) {
    const helpdesk = new LocalHelpdesk();
    helpdesk.file = join(folder, 'tickets.jsonl');
    helpdesk.mails = join(folder, 'mails');
    mkdirSync(helpdesk.mails);
    return helpdesk;
  }

  get service() {
    const { queues, priorities } = this.words;
    const params = {
      file: 'tickets.jsonl',
      mails: 'mails',
      queues: Object.values(queues),
      incoming_queue: queues.inbox,
      default_priority: priorities.normal,
    };
    return { use: 'base:local_helpdesk', params };
  }

  env() {
    return {};
  }

  /** Its ticket has an id only when the mail is imported: until then it is known by its key. */
  async create({ key, subject, body }) {
    this.#mail({ id: messageId(key), subject, body });
    return key;
  }

  async reply({ key, subject }, body) {
    this.#mail({ id: `reply-${this.#mails}-${messageId(key)}`, subject: `Re: ${subject}`, body, answers: messageId(key) });
  }

  async read() {
    if (!existsSync(this.file)) return [];
    const tickets = new Map();
    // What comes after the last line break was not written to its end.
    for (const line of readFileSync(this.file, 'utf8').split('\n').slice(1, -1)) apply(JSON.parse(line), tickets);
    return [...tickets.values()];
  }

  async stop() {}

  #mail({ id, subject, body, answers }) {
    this.#mails += 1;
    const date = new Date(Date.now() - 3_600_000 + this.#mails * 1000).toUTCString();
    const headers = [`From: carla@acme.example`, 'To: desk@example.org', `Subject: ${subject}`, `Date: ${date}`, `Message-ID: <${id}>`];
    const references = answers === undefined ? [] : [`In-Reply-To: <${answers}>`, `References: <${answers}>`];
    const name = `${String(this.#mails).padStart(5, '0')}.eml`;
    const whole = [...headers, ...references, 'Content-Type: text/plain; charset=utf-8', '', body, ''].join('\n');
    // In one step: a mail must not be imported before it is whole.
    writeFileSync(join(this.mails, `${name}.part`), whole);
    renameSync(join(this.mails, `${name}.part`), join(this.mails, name));
  }
}

function messageId(key) {
  return `${key}@acme.example`;
}

function apply({ change, ticket, id, fields, note, at }, tickets) {
  if (change === 'created') {
    const { subject, queue, priority } = ticket;
    const notes = ticket.notes.map(({ body, created_at }) => ({ body, at: created_at }));
    tickets.set(ticket.id, { id: ticket.id, subject, queue: queue?.name, priority: priority?.name, notes });
    return;
  }
  const known = tickets.get(id);
  if (fields?.queue) known.queue = fields.queue.name;
  if (fields?.priority) known.priority = fields.priority.name;
  if (note) known.notes.push({ body: note.body, at });
}
