import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** When the first ticket was made. */
export const START = Date.parse('2026-01-01T00:00:00Z');

/**
 * Serves a stub in a process of its own, as fast as node:http can, and prints its port. `answer(method, path, text)` gives `{ body, headers? }`;
 * a body that is no text is sent as JSON. `GET /stub/connections` tells how many were opened and how many are open; between
 * `GET /stub/record` and `GET /stub/recorded`, which gives them, requests are kept.
 *
 * @param delayOf - how long the answer to a path takes, milliseconds
 */
export function serve(answer, delayOf = () => 0) {
  let [opened, open] = [0, 0];
  let recorded;
  const OWN = {
    '/stub/connections': () => ({ opened, open }),
    '/stub/record': () => (recorded = []),
    '/stub/recorded': () => [recorded, (recorded = undefined)][0],
  };
  const reply = async ({ method, url }, response, text) => {
    const own = OWN[url];
    if (own === undefined) recorded?.push({ method, path: url, body: text });
    const delay = own === undefined ? delayOf(url) : 0;
    if (delay > 0) await sleep(delay);
    const { body, headers } = own === undefined ? answer(method, url, text) : { body: own() };
    const json = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(json), ...headers });
    response.end(json);
  };
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => void reply(request, response, Buffer.concat(chunks).toString()));
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    opened += 1;
    open += 1;
    socket.on('close', () => (open -= 1));
  });
  // Nobody is there any more to ask, or to stop this process.
  process.stdin.on('close', () => process.exit()).resume();
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
}
