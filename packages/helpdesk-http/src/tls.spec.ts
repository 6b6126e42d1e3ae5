import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { HttpClient, type HttpClientOptions } from './index.js';

const read = (name: string): string => readFileSync(new URL(`../test/certificate/${name}`, import.meta.url), 'utf8');
const ca = read('localhost.pem');

let server: Server;

beforeAll(async () => {
  server = createServer({ cert: ca, key: read('localhost.key.pem') }, (_request, response) => response.end('{"safe":true}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** What a client with these options is told, and what it warns of. */
async function ask(options: Partial<HttpClientOptions>): Promise<{ readonly answer: unknown; readonly warnings: readonly string[] }> {
  const warnings: string[] = [];
  const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new HttpClient({ baseUrl, log: { warn: (line) => warnings.push(line) }, ...options });
  const answer = await client.json({ method: 'POST', path: '/', body: {} }).catch((error: unknown) => error);
  await client.close();
  return { answer, warnings };
}

describe('a certificate', () => {
  it('that nobody trusts is refused before anything is sent, with what to do', async () => {
    const { answer } = await ask({});
    expect(answer).toMatchObject({
      kind: 'permanent',
      effect: 'none',
      message: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT; give'),
    });
  });

  it('is trusted when it is given as ca', async () => {
    expect(await ask({ tls: { ca } })).toEqual({ answer: { safe: true }, warnings: [] });
  });

  it('is not looked at with verify: false, which is said loudly', async () => {
    const { answer, warnings } = await ask({ tls: { verify: false } });
    expect(answer).toEqual({ safe: true });
    expect(warnings).toEqual([expect.stringContaining('certificates are NOT verified')]);
  });
});
