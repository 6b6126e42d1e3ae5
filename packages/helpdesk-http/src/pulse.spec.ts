import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** As long as the process of a test stands still, milliseconds. */
const STANDS_STILL = 1500;
/** What it is told when it wakes up, and how soon it looks. */
const LOOKS = 50;

/** Reads, and writes as soon as it has the answer; unless it has stood still for a second by then, which it finds out by itself. */
const READS_AND_WRITES = `
  import { HttpClient } from '${new URL('../dist/index.js', import.meta.url)}';
  const client = new HttpClient({ baseUrl: process.argv[1] });
  const stale = new AbortController();
  let last = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - last > Number(process.argv[2])) stale.abort(new Error('too late'));
    last = performance.now();
  }, ${LOOKS});
  const { signal } = stale;
  try {
    await client.json({ method: 'GET', path: '/ticket', signal });
    await client.json({ method: 'POST', path: '/note', body: {}, signal });
    console.log('written');
  } catch (error) {
    console.log(error.message);
  }
  clearInterval(timer);
  await client.close();
`;

/** Has a process read and write that stands still, from when it has asked until long after the answer has come. */
async function standStill({
  patience,
}: {
  readonly patience: number;
}): Promise<{ readonly said: string; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const answer: RequestListener = (request, response) => {
    asked.push(request.method ?? '');
    if (request.method === 'GET') child.kill('SIGSTOP');
    response.setHeader('content-type', 'application/json').end('{}');
    if (request.method === 'GET') void sleep(STANDS_STILL).then(() => child.kill('SIGCONT'));
  };
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', READS_AND_WRITES, url, String(patience)]);
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(child, 'close');
  server.close();
  return { said: said.trim(), asked };
}

describe('a process that stood still', () => {
  it('sends nothing before those that were to tell it that it is too late have had their turn', async () => {
    expect(await standStill({ patience: 1000 })).toEqual({ said: 'too late', asked: ['GET'] });
  });

  it('goes on where nobody minds', async () => {
    expect(await standStill({ patience: 60_000 })).toEqual({ said: 'written', asked: ['GET', 'POST'] });
  });
});
