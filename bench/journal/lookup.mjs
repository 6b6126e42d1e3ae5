/* Whether a claim gets slower with what the journal knows, and whether the memory grows with it. */
import { summarize } from '../src/statistics.mjs';
import { ended, settled, started, wants } from './entries.mjs';
import { open } from './journals.mjs';

const PAGE = 200;

/** Has tickets processed, from a number to another. */
export async function processTickets(journal, from, to) {
  for (let first = from; first < to; first += PAGE) {
    const runId = `r${first}`;
    const ids = Array.from({ length: Math.min(PAGE, to - first) }, (_, i) => String(first + i));
    journal.put(started(runId));
    await journal.claim(wants(runId, ids));
    for (const id of ids) journal.put(settled(runId, id));
    journal.put(ended(runId));
  }
  await journal.flush();
}

/** Microseconds to ask for one ticket that is done, and for one that is new, at each of some sizes. */
export async function measureLookup(url, sizes, times) {
  const journal = await open(url);
  const rows = [];
  for (const [index, size] of sizes.entries()) {
    await processTickets(journal, sizes[index - 1] ?? 0, size);
    const known = await ask(journal, times, () => String(Math.floor(Math.random() * size)));
    const fresh = await ask(journal, times, (i) => `new ${size} ${i}`);
    rows.push({ size, known, fresh });
  }
  await journal.close();
  return rows;
}

async function ask(journal, times, ticketOf) {
  const runId = `asks ${Math.random()}`;
  journal.put(started(runId));
  await journal.flush();
  const took = [];
  for (let i = -times / 10; i < times; i++) {
    const begin = performance.now();
    await journal.claim(wants(runId, [ticketOf(i)]));
    if (i >= 0) took.push((performance.now() - begin) * 1000);
  }
  journal.put(ended(runId));
  return summarize(took);
}

/** Bytes of heap that are kept for each of so many processed tickets. Needs `--expose-gc`. */
export async function measureHeap(url, tickets) {
  const journal = await open(url);
  await processTickets(journal, 0, tickets / 10);
  const before = heap();
  await processTickets(journal, tickets / 10, tickets + tickets / 10);
  const kept = heap() - before;
  await journal.close();
  return kept / tickets;
}

function heap() {
  global.gc();
  global.gc();
  return process.memoryUsage().heapUsed;
}
