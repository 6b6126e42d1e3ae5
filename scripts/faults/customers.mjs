import { drawTickets, replyText } from './tickets.mjs';

/** Customers: they write tickets and replies, and the ledger remembers what they wrote. */
export class Customers {
  /** `{ ticket, id, replies: { at, isCalm }[] }[]`, in the order in which they wrote. */
  ledger = [];
  #waiting;
  #random;

  constructor(helpdesk, random, count) {
    this.helpdesk = helpdesk;
    this.#random = random.fork('customers');
    this.#waiting = drawTickets(random.fork('tickets'), { count, direct: helpdesk.isRemote ? 0.2 : 0 });
  }

  get areDone() {
    return this.#waiting.length === 0;
  }

  get replies() {
    return this.ledger.reduce((sum, { replies }) => sum + replies.length, 0);
  }

  /** So many new tickets, and now and then a reply amid the work. */
  async write(count) {
    for (const ticket of this.#waiting.splice(0, count)) {
      const entry = { ticket, id: undefined, replies: [] };
      this.ledger.push(entry);
      entry.id = await this.helpdesk.create(ticket);
      if (this.#random.chance(0.15)) await this.#reply(this.#random.pick(this.ledger), { isCalm: false });
    }
  }

  /** Replies to so many tickets that nobody has replied to yet, at a time when all is done. */
  async replyCalmly(count) {
    const quiet = this.ledger.filter(({ replies }) => replies.length === 0);
    for (let i = 0; i < count && quiet.length > 0; i += 1) {
      const [entry] = quiet.splice(this.#random.integer(0, quiet.length - 1), 1);
      await this.#reply(entry, { isCalm: true });
    }
  }

  async #reply(entry, { isCalm }) {
    if (entry.id === undefined) return;
    entry.replies.push({ at: Date.now(), isCalm });
    await this.helpdesk.reply({ id: entry.id, ...entry.ticket }, replyText(entry.ticket, entry.replies.length));
  }
}
