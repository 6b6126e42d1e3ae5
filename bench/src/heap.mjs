import { PerformanceObserver } from 'node:perf_hooks';

const MIB = 1024 * 1024;

/** Flags of a process in which heap is measured: a young generation so large that it is not collected while allocations are counted. */
export const HEAP_FLAGS = ['--expose-gc', '--max-semi-space-size=256', '--min-semi-space-size=256'];

/** Bytes one run allocates, once it is compiled. Counts only when nothing was collected meanwhile. */
export async function allocatedPerRun(run) {
  await repeat(run, await runsFor(run, 1_500));
  const runs = Math.max(5, Math.floor(await runsFor(run, 30)));
  for (let attempt = 0; attempt < 5; attempt++) {
    const bytes = await allocatedBy(run, runs);
    if (bytes !== undefined) return { bytes: bytes / runs, runs };
  }
  throw new Error('garbage was collected in every attempt to count allocations');
}

/** Nothing is collected on purpose before: a full collection also throws away compiled code, which allocates less than code that is interpreted. */
async function allocatedBy(run, runs) {
  let collected = false;
  const observer = new PerformanceObserver(() => (collected = true));
  observer.observe({ entryTypes: ['gc'] });
  const before = process.memoryUsage().heapUsed;
  await repeat(run, runs);
  const bytes = process.memoryUsage().heapUsed - before;
  await new Promise((resolve) => setTimeout(resolve, 5));
  observer.disconnect();
  return collected || bytes > 200 * MIB ? undefined : bytes;
}

/** Bytes that stay on the heap for each of many runs: what a process that never ends would die of. Zero, give or take a byte, when nothing does. */
export async function retainedPerRun(run, runs) {
  // As many as are measured: what is kept within bounds, such as what is known of the latest tickets, is full by then.
  await repeat(run, runs);
  const before = await settledHeap();
  await repeat(run, runs);
  const after = await settledHeap();
  return { bytes: (after - before) / runs, runs, heapMib: after / MIB };
}

/** The heap after everything that can go has gone. */
async function settledHeap() {
  for (let round = 0; round < 4; round++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return process.memoryUsage().heapUsed;
}

async function repeat(run, runs) {
  for (let left = runs; left > 0; left--) await run();
}

async function runsFor(run, milliseconds) {
  const started = performance.now();
  let runs = 0;
  while (performance.now() - started < milliseconds) {
    await run();
    runs++;
  }
  return runs;
}
