import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { inspect } from 'node:util';
import { FakeServer, HTML_PAGE, type FakeHandler } from 'open-ticket-ai/testing';
import { HttpClient, HttpFailure, type HttpClientOptions, type HttpRequest } from './index.js';

const READ: HttpRequest = { method: 'GET', path: '/tickets/7' };
const WRITE: HttpRequest = { method: 'POST', path: '/notes', body: { text: 'Grüße 🎉' } };

let server: FakeServer;
let client: HttpClient;
let lines: string[];
const waits: number[] = [];

/** Starts a server under /api and a client for it that does not wait between tries. */
async function start(handler: FakeHandler, options: Partial<HttpClientOptions> = {}): Promise<void> {
  server = await FakeServer.start(handler);
  lines = [];
  waits.length = 0;
  client = new HttpClient({
    baseUrl: `${server.url}/api/`,
    headers: { authorization: 'Token token=s3cr3t' },
    secrets: ['s3cr3t'],
    log: { debug: (line) => lines.push(line), warn: (line) => lines.push(`WARN ${line}`) },
    wait: async (ms) => void waits.push(ms),
    ...options,
  });
}

afterEach(async () => {
  await client.close();
  await server.stop();
});

const open = (baseUrl: string) => () => new HttpClient({ baseUrl });

async function failureOf(request: HttpRequest): Promise<HttpFailure> {
  const error: unknown = await client.json(request).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof HttpFailure) return error;
  throw new Error(`it must fail with an HttpFailure, but: ${inspect(error)}`);
}

describe('a request', () => {
  it('goes to its path under the base URL, with its query, its JSON and the headers of the client', async () => {
    await start(({ body, url, headers }) => ({
      body: { echo: JSON.parse(body), search: url.pathname + url.search, auth: headers['authorization'] },
    }));
    expect(await client.json({ ...WRITE, query: { q: 'a&b=c', page: 2, none: undefined } })).toEqual({
      echo: { text: 'Grüße 🎉' },
      search: '/api/notes?q=a%26b%3Dc&page=2',
      auth: 'Token token=s3cr3t',
    });
    expect(server.requests[0]?.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('gives status, headers and text of the answer; an empty body is no JSON and no error', async () => {
    await start(() => ({ status: 204, headers: { etag: '"5"' } }));
    const response = await client.request({ method: 'DELETE', path: '/tags' });
    expect([response.status, response.headers['etag'], response.text, response.json()]).toEqual([204, '"5"', '', undefined]);
  });

  it('uses its connections again for one after the other, and no more than allowed for many at a time', async () => {
    await start(() => ({ body: {} }), { connections: 3 });
    for (let i = 0; i < 10; i += 1) await client.json(READ);
    expect(server.connections).toBeLessThanOrEqual(2);
    await Promise.all(Array.from({ length: 30 }, () => client.json(READ)));
    expect(server.connections).toBeLessThanOrEqual(3);
  });

  it('is a line of the debug log, without query, headers and bodies', async () => {
    await start(() => ({ body: { secret: 'answer' } }));
    await client.json({ ...WRITE, query: { email: 'ada@example.org' } });
    expect(lines).toEqual([expect.stringMatching(/^POST \/notes -> 200 \(\d+ ms, 19 characters\)$/)]);
  });
});

describe('a status', () => {
  it.each([
    [400, 'permanent'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not_found'],
    [409, 'conflict'],
    [412, 'conflict'],
    [422, 'permanent'],
    [429, 'rate_limited'],
    [500, 'retryable'],
    [501, 'permanent'],
    [503, 'retryable'],
  ])('%d means %s', async (status, kind) => {
    await start(() => ({ status, body: { error: 'because' } }), { retries: 0 });
    const failure = await failureOf(READ);
    expect(failure).toMatchObject({ kind, status, effect: 'none' });
    expect(failure.message).toBe(`the server answered ${status} to GET /tickets/7: because`);
    expect(failure.json).toEqual({ error: 'because' });
  });

  it('of a write leaves open what was done when it is 500 and more, and says that nothing was when it is less', async () => {
    let status = 500;
    await start(() => ({ status }));
    expect((await failureOf(WRITE)).effect).toBe('unknown');
    status = 422;
    expect((await failureOf(WRITE)).effect).toBe('none');
  });

  it('of a redirect is a failure: to a login page one of the credentials, else one of the base URL', async () => {
    let location = '/login?next=%2F';
    await start(() => ({ status: 302, headers: { location } }));
    expect(await failureOf(READ)).toMatchObject({
      kind: 'unauthorized',
      message: expect.stringContaining('a redirect to /login, which is not followed'),
    });
    location = 'https://new.example.org/api/tickets/7?token=1';
    expect(await failureOf(READ)).toMatchObject({
      kind: 'permanent',
      message: expect.stringContaining('a redirect to https://new.example.org/api/tickets/7, which'),
    });
    expect(server.requests).toHaveLength(2);
  });
});

describe('an answer that cannot be read', () => {
  it('is a page of HTML, with its title', async () => {
    await start(() => HTML_PAGE);
    expect((await failureOf(READ)).message).toContain('answered 200 to GET /tickets/7 with a page of HTML ("Please sign in")');
  });

  it('is broken JSON', async () => {
    await start(() => ({ headers: { 'content-type': 'application/json' }, body: '{"a":' }));
    expect(await failureOf(WRITE)).toMatchObject({ kind: 'permanent', effect: 'unknown', message: expect.stringContaining('not JSON') });
  });

  it('is one that is too large, however it is sent', async () => {
    await start(() => ({ body: 'x'.repeat(2000) }), { maxResponseBytes: 1000 });
    expect((await failureOf(READ)).message).toContain('larger than allowed');
    server.fail({ reply: 'endless_body' });
    expect(await failureOf(READ)).toMatchObject({ kind: 'permanent' });
  });
});

describe('time', () => {
  it('runs out while nothing comes, and while an answer does not end', async () => {
    await start(() => ({}), { timeoutMs: 50, retries: 0 });
    server.fail({ reply: 'hang' }, { times: 1 });
    server.fail({ reply: 'slow_body' });
    expect(await failureOf(READ)).toMatchObject({
      kind: 'retryable',
      effect: 'none',
      message: 'no complete answer came within 0.05 s (GET /tickets/7)',
    });
    expect(await failureOf(WRITE)).toMatchObject({ kind: 'retryable', effect: 'unknown' });
  });

  it('ends when the caller says so, with the reason', async () => {
    await start(() => ({}));
    server.fail({ reply: 'hang' });
    const controller = new AbortController();
    const arrived = server.nextRequest();
    const result = client.json({ ...READ, signal: controller.signal });
    await arrived;
    controller.abort('enough');
    await expect(result).rejects.toBe('enough');
    await expect(client.json({ ...READ, signal: controller.signal })).rejects.toBe('enough');
    expect(server.requests).toHaveLength(1);
  });

  it('ends while it waits between two tries, too', async () => {
    await start(() => ({ status: 503 }), { wait: undefined, retryDelayMs: 60_000, maxRetryDelayMs: 60_000 });
    const controller = new AbortController();
    const result = client.json({ ...READ, signal: controller.signal });
    while (!lines.some((line) => line.includes('503'))) await new Promise(setImmediate);
    controller.abort('enough');
    await expect(result).rejects.toBe('enough');
  });
});

describe('what is safe to repeat', () => {
  it('is tried again, each time after a longer wait', async () => {
    await start(() => ({ body: 'ok' }), { retries: 3, retryDelayMs: 100 });
    server.fail({ reply: 'cut' }, { times: 1 });
    server.fail({ reply: { status: 502 } }, { times: 2 });
    expect((await client.request(READ)).text).toBe('ok');
    expect(waits.map((ms, i) => ms >= 50 * 2 ** i && ms <= 100 * 2 ** i)).toEqual([true, true, true]);
  });

  it('is tried no more often than allowed', async () => {
    await start(() => ({ status: 500 }), { retries: 2 });
    await failureOf(READ);
    expect(server.requests).toHaveLength(3);
  });

  it('is no write that may have been done', async () => {
    await start(() => ({}));
    server.fail({ reply: 'cut' });
    expect(await failureOf(WRITE)).toMatchObject({ kind: 'retryable', effect: 'unknown' });
    expect(server.requests).toHaveLength(1);
  });

  it('is a write that says it is', async () => {
    await start(() => ({ body: 'ok' }));
    server.fail({ reply: 'cut' }, { times: 1 });
    expect((await client.request({ ...WRITE, repeatable: true })).text).toBe('ok');
  });

  it('is a write that was turned away before anything was done, after the wait the server asks for', async () => {
    await start(() => ({ body: 'ok' }));
    server.fail({ reply: { status: 429, headers: { 'retry-after': '7' } } }, { times: 1 });
    expect((await client.request(WRITE)).text).toBe('ok');
    expect(waits).toEqual([7000]);
  });

  it('is not tried again when the server asks for a longer wait than allowed: the error says how long', async () => {
    await start(() => ({ status: 429, headers: { 'retry-after': '31' } }));
    expect(await failureOf(READ)).toMatchObject({ kind: 'rate_limited', retryAfterMs: 31_000 });
    expect([waits, server.requests.length]).toEqual([[], 1]);
  });

  it('is nothing that will fail again', async () => {
    await start(() => ({ status: 404 }));
    await failureOf(READ);
    expect(server.requests).toHaveLength(1);
  });
});

describe('a secret', () => {
  it('is taken out of what the server says, and of the body that is kept', async () => {
    await start(() => ({ status: 401, body: { error: 'bad token s3cr3t' } }));
    const failure = await failureOf(READ);
    expect(failure.message).toBe('the server answered 401 to GET /tickets/7: bad token [secret]');
    expect(failure.body).not.toContain('s3cr3t');
  });

  it('is not seen when client or failure are printed', async () => {
    await start(() => ({ status: 500, body: 's3cr3t customer text' }), { retries: 0 });
    const failure = await failureOf(READ);
    expect(inspect([client, failure], { depth: 20 })).not.toMatch(/s3cr3t/);
    expect(lines.join('\n')).not.toContain('s3cr3t');
  });
});

describe('a server that cannot be reached', () => {
  it('is retryable, and nothing was done', async () => {
    await start(() => ({}));
    await server.stop();
    expect(await failureOf(WRITE)).toMatchObject({ kind: 'retryable', effect: 'none', message: expect.stringContaining('ECONNREFUSED') });
    expect(waits).toHaveLength(2);
    server = await FakeServer.start(() => ({}));
  });

  it('is said at once of a base URL that is none', async () => {
    await start(() => ({}));
    expect(open('desk.example.org')).toThrow('the base URL is no address');
    expect(open('ftp://desk.example.org')).toThrow('must begin with https:// or http://');
    expect(open('https://me:s3cr3t@desk.example.org')).toThrow('must not hold a user name or password');
    expect(open('https://desk.example.org/?a=1')).toThrow('take away what follows ? or #');
  });

  it('is reached through a proxy', async () => {
    await start(() => ({ body: 'behind the proxy' }));
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      const upstream = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      upstream.pipe(socket).pipe(upstream);
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const proxied = new HttpClient({
      baseUrl: 'http://desk.invalid/api',
      proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    });
    expect((await proxied.request(READ)).text).toBe('behind the proxy');
    expect(asked).toEqual(['desk.invalid:80']);
    await proxied.close();
    proxy.closeAllConnections();
    proxy.close();
  });
});
