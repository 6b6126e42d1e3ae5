import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The way from one otai process to the helpdesk: passes requests on, lets them fail as the plan says, and remembers every write.
 *
 * A request whose sender is gone is not passed on: what was sent is never late by more than the helpdesk itself needs, or nobody could tell
 * whether it is still to come.
 */
export class Door {
  /** Every write request: `{ at, by, ticket, does, fault, status, outcome }`. */
  writes = [];
  /** How many faults of which kind were injected. */
  faults = new Map();
  /** Called with `(point, write)` as a write passes: `seen`, `sent`, `answered`, `relayed`. When it gives `lost` at the first, that is the end of it. */
  onWrite = () => undefined;
  /** Called when a connection comes in, before anything is read from it. */
  onConnection = () => undefined;
  #server;
  #passing = new Set();

  /**
   * @param options - `target`: the helpdesk's address; `plan`: a FaultPlan; `by`: whose door it is, for the record; `patienceMs`: after which
   *   the connector gives up; `describe({ method, path, body })`: `{ ticket, does }` for a write, `undefined` for anything else
   */
  static async open(options) {
    const door = new Door(options);
    door.#server.listen(0, '127.0.0.1');
    await once(door.#server, 'listening');
    return door;
  }

  constructor({ target, plan, by, patienceMs, describe }) {
    Object.assign(this, { target: new URL(target), plan, by, patienceMs, describe });
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on('connection', () => this.onConnection());
  }

  /** `http://127.0.0.1:<port>` */
  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Resolves when the helpdesk has answered all that was passed on. */
  async settled() {
    while (this.#passing.size > 0) await Promise.all(this.#passing);
  }

  async close() {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request, response) {
    const body = await buffer(request).catch(() => undefined);
    if (body === undefined) return;
    const fault = this.plan.next();
    const write = this.#remember({ method: request.method, path: request.url, body: body.toString() }, fault);
    if (fault !== undefined) this.faults.set(fault.kind, (this.faults.get(fault.kind) ?? 0) + 1);
    await this.#exchange({ request, body, response, fault, write });
  }

  #remember(request, fault) {
    const described = this.describe(request);
    if (described === undefined) return undefined;
    const write = { at: Date.now(), by: this.by, ...described, fault: fault?.kind, outcome: 'seen' };
    this.writes.push(write);
    return write;
  }

  async #exchange({ request, body, response, fault, write }) {
    const first = this.#tell('seen', write) === 'lost' ? { kind: 'cut_before' } : fault;
    const isLost = await failBefore(first, response, this.patienceMs);
    if (isLost || response.destroyed) return;
    const answer = await this.#pass(request, body, write);
    this.#tell('answered', write);
    await reply(response, answer, { fault, patienceMs: this.patienceMs });
    this.#tell('relayed', write);
  }

  async #pass({ method, url, headers }, body, write) {
    const passed = send(this.target, { method, path: url, headers: { ...headers, host: this.target.host }, body });
    this.#passing.add(passed);
    this.#tell('sent', write);
    const answer = await passed;
    this.#passing.delete(passed);
    if (write !== undefined) Object.assign(write, { status: answer.status, answeredAt: Date.now() });
    return answer;
  }

  #tell(point, write) {
    if (write === undefined) return undefined;
    write.outcome = point;
    return this.onWrite(point, write);
  }
}

/** What happens instead of passing a request on. Gives whether the request is lost. */
async function failBefore(fault, response, patienceMs) {
  const { kind, status, retryAfter } = fault ?? {};
  if (kind === 'cut_before' || kind === 'outage') response.destroy();
  else if (kind === 'error_before') answerWith(response, status);
  else if (kind === 'busy') answerWith(response, 429);
  else if (kind === 'busy_for' || kind === 'busy_for_long') answerWith(response, 429, { 'retry-after': String(retryAfter) });
  else if (kind === 'slow_before') await outwait(response, patienceMs);
  else return false;
  return true;
}

async function reply(response, answer, { fault, patienceMs }) {
  const { kind, status } = fault ?? {};
  if (response.destroyed) return;
  if (kind === 'cut_after') return void response.destroy();
  if (kind === 'error_after') return answerWith(response, status);
  if (kind === 'slow_after') return outwait(response, patienceMs);
  response.writeHead(answer.status, answer.headers);
  if (kind !== 'cut_midway') return finish(response, answer.body);
  response.write(answer.body.subarray(0, answer.body.length / 2));
  await sleep(5);
  response.destroy();
}

/** Resolves when the sender has it, or is gone. */
async function finish(response, body) {
  const closed = once(response, 'close');
  response.end(body);
  await closed;
}

function answerWith(response, status, headers = {}) {
  response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end('out of order');
}

/** Says nothing until the other side has given up. */
async function outwait(response, patienceMs) {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  await sleep(patienceMs * 3, undefined, { signal: gone.signal }).catch(() => undefined);
  response.destroy();
}

/** Headers that belong to one connection. */
const OWN_TO_A_CONNECTION = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];

/** One request on a connection of its own; a helpdesk that does not answer is a 502. */
async function send({ hostname, port }, { method, path, headers, body }) {
  const sent = httpRequest({ hostname, port, method, path, headers: withLength(headers, body), agent: false });
  sent.end(body);
  try {
    const [answer] = await once(sent, 'response');
    const kept = Object.entries(answer.headers).filter(([name]) => !OWN_TO_A_CONNECTION.includes(name));
    const whole = await buffer(answer);
    return { status: answer.statusCode, headers: { ...Object.fromEntries(kept), 'content-length': whole.length }, body: whole };
  } catch (error) {
    return { status: 502, headers: {}, body: Buffer.from(`the helpdesk did not answer: ${error.message}`) };
  }
}

function withLength(headers, body) {
  const kept = Object.entries(headers).filter(([name]) => !OWN_TO_A_CONNECTION.includes(name));
  return { ...Object.fromEntries(kept), connection: 'close', 'content-length': body.length };
}
