import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { HttpClient } from './index.js';

/** A server that goes on while everything else stands still: it says what it is asked for, and answers after a while. */
const SERVER = `
  const { createServer } = require('node:http');
  const { parentPort } = require('node:worker_threads');
  const server = createServer((request, response) => {
    parentPort.postMessage(request.method);
    setTimeout(() => response.setHeader('content-type', 'application/json').end('{}'), 100);
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;
/** How often the one who calls things off looks whether it is too late, milliseconds. */
const LOOKS = 400;

/** Has the process do nothing else for a while, as when it is stopped. */
function standStill(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end;);
}

/** Calls things off when the process has stood still for so long, milliseconds. */
function callOffAfter(patience: number): { readonly signal: AbortSignal; readonly end: () => void } {
  const late = new AbortController();
  let last = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - last > patience) late.abort(new Error('too late'));
    last = performance.now();
  }, LOOKS);
  return { signal: late.signal, end: () => clearInterval(timer) };
}

/** Reads, stands still while the answer comes, and writes. Gives what came of it, and what the server was asked for. */
async function readAndWrite({ patience }: { readonly patience: number }): Promise<readonly [outcome: unknown, asked: readonly unknown[]]> {
  const server = new Worker(SERVER, { eval: true });
  const [port] = (await once(server, 'message')) as [number];
  const asked: unknown[] = [];
  server.on('message', (method) => asked.push(method));
  const client = new HttpClient({ baseUrl: `http://127.0.0.1:${port}` });
  await client.json({ method: 'PUT', path: '/first', body: {} });
  const { signal, end } = callOffAfter(patience);
  try {
    // Amid timers: what has come by then is looked at before the others have their turn.
    setTimeout(() => standStill(1000), 20);
    await client.json({ method: 'GET', path: '/ticket', signal });
    const note = client.json({ method: 'POST', path: '/note', body: {}, signal });
    const outcome = await note.then(() => 'written').catch((error: Error) => error.message);
    // When this is answered, all that was sent before has been read.
    await client.json({ method: 'DELETE', path: '/last' });
    return [outcome, asked];
  } finally {
    end();
    await client.close();
    await server.terminate();
  }
}

describe('a process that stood still', () => {
  it('sends no write before whoever may call it off has had his turn', async () => {
    expect(await readAndWrite({ patience: 500 })).toEqual(['too late', ['PUT', 'GET', 'DELETE']]);
  });

  it('goes on where nobody minds', async () => {
    expect(await readAndWrite({ patience: 60_000 })).toEqual(['written', ['PUT', 'GET', 'POST', 'DELETE']]);
  });
});
