import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { connector } from './clients.mjs';
import { startStub } from './stub-process.mjs';

/** Pages through so many tickets, a hundred on a page, and looks at the heap after each tenth, collected, and at the connections at the end. */
export async function pageThrough(system, count) {
  const stub = await startStub(system.stub, count);
  const client = connector(system, stub.url, 16);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const heaps = [];
  let passed = 0;
  const start = performance.now();
  for await (const { id } of client.system.iterateTickets({ limit: 100 })) {
    passed += 1;
    if (Number(id) !== passed) throw new Error(`ticket ${id} came in place ${passed}`);
    if (passed % (count / 10) === 0) {
      collect();
      heaps.push(process.memoryUsage().heapUsed / 1e6);
    }
  }
  if (passed !== count) throw new Error(`${passed} tickets came instead of ${count}`);
  const seconds = (performance.now() - start) / 1000;
  const connections = await stub.connections();
  await client.close();
  stub.stop();
  return { seconds, heaps, ...connections };
}
