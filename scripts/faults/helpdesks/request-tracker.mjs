import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isInstalled, RequestTracker } from '../../request-tracker/server.mjs';

const run = promisify(execFile);
const NOTES = `SELECT t.id, t.Subject AS subject, q.Name AS queue, t.Priority AS priority, a.Content AS body, a.ContentEncoding AS encoding, x.Created AS at
  FROM Tickets t JOIN Queues q ON q.id = t.Queue
  LEFT JOIN Transactions x ON x.ObjectType = 'RT::Ticket' AND x.ObjectId = t.id AND x.Type IN ('Comment', 'Correspond')
  LEFT JOIN Attachments a ON a.TransactionId = x.id AND a.ContentType LIKE 'text/plain%'
  ORDER BY t.id, x.id;`;

/** A real Request Tracker 5. */
export class RequestTrackerHelpdesk {
  static title = 'Request Tracker 5';
  static get isMissing() {
    return isInstalled() ? undefined : 'Request Tracker 5 is not installed (as root: node scripts/request-tracker/server.mjs install)';
  }

  isRemote = true;
  words = {
    queues: { inbox: 'Support', billing: 'Billing', network: 'Network' },
    priorities: { normal: 'Low', high: 'High' },
  };
  patienceMs = 2500;
  maxWaitMs = 1500;

  static async start() {
    const helpdesk = new RequestTrackerHelpdesk();
    helpdesk.tracker = await RequestTracker.start();
    helpdesk.url = helpdesk.tracker.url;
    return helpdesk;
  }

  get service() {
    const params = {
      base_url: "{{ get_env('HELPDESK_URL') }}",
      access_token: "{{ get_env('HELPDESK_SECRET') }}",
      timeout: `${this.patienceMs}ms`,
      retries: 2,
      max_wait: `${this.maxWaitMs}ms`,
    };
    return { use: 'request-tracker:request_tracker', params };
  }

  env(url) {
    return { HELPDESK_URL: url, HELPDESK_SECRET: this.tracker.tokens.otai };
  }

  describe({ method, path }) {
    const [, ticket, note] = /^\/REST\/2\.0\/ticket\/(\d+)(?:\/(comment|correspond))?(?:\?|$)/.exec(path) ?? [];
    if (ticket === undefined || (method !== 'PUT' && note === undefined)) return undefined;
    return { ticket, does: note === undefined ? 'update' : 'note' };
  }

  async create({ subject, body, queue, isDirect, isUrgent }) {
    const { queues } = this.words;
    const Queue = isDirect ? queues[queue] : queues.inbox;
    const Priority = isDirect && isUrgent ? 100 : 0;
    const { id } = await this.#post('/ticket', { Queue, Subject: subject, Content: body, ContentType: 'text/plain', Priority });
    return String(id);
  }

  async reply({ id }, body) {
    await this.#post(`/ticket/${id}/correspond`, { Content: body, ContentType: 'text/plain' });
  }

  async read() {
    const database = join(this.tracker.dir, 'rt.sqlite');
    const { stdout } = await run('sqlite3', ['-json', '-cmd', '.timeout 10000', database, NOTES], { maxBuffer: 100_000_000 });
    const tickets = new Map();
    for (const row of stdout === '' ? [] : JSON.parse(stdout)) {
      const { id, subject, queue, priority, body, encoding, at } = row;
      const ticket = tickets.get(id) ?? { id: String(id), subject, queue, priority: priority >= 100 ? 'High' : 'Low', notes: [] };
      if (body !== null) ticket.notes.push({ body: decoded(body, encoding), at });
      tickets.set(id, ticket);
    }
    return [...tickets.values()];
  }

  stop() {
    return this.tracker.stop();
  }

  async #post(path, body) {
    const headers = { authorization: `token ${this.tracker.tokens.root}`, 'content-type': 'application/json' };
    const answer = await fetch(`${this.url}/REST/2.0${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`POST ${path} -> ${answer.status} ${text}`);
    return JSON.parse(text);
  }
}

/** Texts beyond ASCII are stored as quoted-printable. */
function decoded(body, encoding) {
  if (encoding !== 'quoted-printable') return body;
  const bytes = body.replaceAll(/=\r?\n/g, '').replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
