import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ServerAnswer, Fault, FaultScope } from './fault.js';

/** One request a {@link FakeServer} got. */
export interface FakeRequest {
  readonly method: string;
  readonly url: URL;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** What a fake helpdesk does with a request. */
export type FakeHandler = (request: FakeRequest) => ServerAnswer | Promise<ServerAnswer>;

interface PlannedFault {
  readonly fault: Fault;
  readonly on: (request: FakeRequest) => boolean;
  left: number;
}

/**
 * An HTTP server on 127.0.0.1 that a fake helpdesk answers through, and that can be told to fail in all the ways real ones do.
 * It remembers every request.
 */
export class FakeServer {
  /** Every request so far, the oldest first. */
  readonly requests: FakeRequest[] = [];
  /** How many connections were opened so far. */
  connections = 0;
  readonly #faults: PlannedFault[] = [];
  readonly #waiting: ((request: FakeRequest) => void)[] = [];

  private constructor(
    private readonly server: Server,
    private readonly handler: FakeHandler,
  ) {}

  /** Starts a server on a free port. An error the handler throws becomes a status 500 that quotes it. */
  static async start(handler: FakeHandler): Promise<FakeServer> {
    const server = createServer((request, response) => void fake.#serve(request, response));
    const fake: FakeServer = new FakeServer(server, handler);
    server.on('connection', () => (fake.connections += 1));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return fake;
  }

  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Lets requests fail. Of several faults that meet a request, the oldest that is not used up counts. */
  fail(fault: Fault, { times = Infinity, on = () => true }: FaultScope<FakeRequest> = {}): void {
    this.#faults.push({ fault, on, left: times });
  }

  /** From now on nothing fails. */
  heal(): void {
    this.#faults.length = 0;
  }

  /** The next request that arrives, as soon as it has: for a test that acts while the client waits. */
  nextRequest(): Promise<FakeRequest> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Cuts all connections and stops. */
  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming, this.url);
    this.requests.push(request);
    for (const resolve of this.#waiting.splice(0)) resolve(request);
    const fault = this.#nextFault(request);
    if (fault === undefined) return send(response, await this.#perform(request));
    if (fault.performs === true) await this.#perform(request);
    reply(response, fault.reply);
  }

  async #perform(request: FakeRequest): Promise<ServerAnswer> {
    try {
      return await this.handler(request);
    } catch (error) {
      return { status: 500, headers: { 'content-type': 'text/plain' }, body: `the fake server failed: ${String((error as Error).stack)}` };
    }
  }

  #nextFault(request: FakeRequest): Fault | undefined {
    const planned = this.#faults.find(({ left, on }) => left > 0 && on(request));
    if (planned !== undefined) planned.left -= 1;
    return planned?.fault;
  }
}

async function read(incoming: IncomingMessage, base: string): Promise<FakeRequest> {
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, value?.toString()]));
  const body = await text(incoming).catch(() => '');
  return { method: incoming.method ?? '', url: new URL(incoming.url ?? '/', base), headers, body };
}

function reply(response: ServerResponse, how: Fault['reply']): void {
  if (typeof how === 'object') return send(response, how);
  if (how === 'cut') response.destroy();
  if (how === 'slow_body') response.writeHead(200, { 'content-type': 'application/json' }).write('{"slow":');
  if (how === 'endless_body') sendForever(response.writeHead(200, { 'content-type': 'application/json' }));
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: ServerAnswer): void {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array || body === undefined;
  response.writeHead(status, isRaw ? headers : { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(isRaw ? body : JSON.stringify(body));
}

function sendForever(response: ServerResponse): void {
  const chunk = Buffer.alloc(65_536, ' ');
  const more = (): void => {
    while (!response.destroyed) if (!response.write(chunk)) return;
  };
  response.on('drain', more);
  more();
}
