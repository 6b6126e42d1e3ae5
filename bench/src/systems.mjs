import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Everything that is measured against each other. `load` runs in a process of its own, so that no system pays for another:
 * LangGraph, for one, turns on AsyncLocalStorage, which makes every `await` of the process it is in dearer.
 *
 * `steps` is how many steps a run takes, `tickets` how many it routes; `heapRuns` how many runs are left to pile up before the heap is looked at.
 */
export const SYSTEMS = [
  {
    id: 'straight',
    title: 'hand-written, straight line',
    steps: 10,
    tickets: 1,
    heapRuns: 100_000,
    load: async () => (await import('./systems/hand-written.mjs')).createStraightLine(),
  },
  {
    id: 'list',
    title: 'hand-written list of 10 async steps',
    steps: 10,
    tickets: 1,
    heapRuns: 100_000,
    load: async () => (await import('./systems/hand-written.mjs')).createList(),
  },
  {
    id: 'otai',
    title: 'open-ticket-ai, as an application runs it',
    steps: 10,
    tickets: 1,
    heapRuns: 100_000,
    load: () => loadOtai({ file: 'route-one.yml' }),
  },
  {
    id: 'otai-unwatched',
    title: 'open-ticket-ai, nobody watches (no log either)',
    steps: 10,
    tickets: 1,
    heapRuns: 100_000,
    load: () => loadOtai({ file: 'route-one.yml', watchers: 'none' }),
  },
  {
    id: 'otai-watched',
    title: 'open-ticket-ai, log and a subscriber on events$',
    steps: 10,
    tickets: 1,
    heapRuns: 100_000,
    load: () => loadOtai({ file: 'route-one.yml', watchers: 'all' }),
  },
  {
    id: 'otai-durable',
    title: 'open-ticket-ai, remembered in SQLite',
    steps: 10,
    tickets: 1,
    heapRuns: 3_000,
    load: () => loadOtai({ file: 'route-one.yml', journal: temporaryJournal() }),
  },
  {
    id: 'otai-each-1',
    title: 'open-ticket-ai, for_each, 32 tickets one by one',
    steps: 3 + 32 * 7,
    tickets: 32,
    heapRuns: 3_000,
    load: () => loadOtai({ file: 'route-many.yml', concurrency: 1 }),
  },
  {
    id: 'otai-each-32',
    title: 'open-ticket-ai, for_each, 32 tickets at once',
    steps: 3 + 32 * 7,
    tickets: 32,
    heapRuns: 3_000,
    load: () => loadOtai({ file: 'route-many.yml', concurrency: 32 }),
  },
  {
    id: 'otai-durable-each-32',
    title: 'open-ticket-ai, for_each, 32 tickets at once, in SQLite',
    steps: 3 + 32 * 7,
    tickets: 32,
    heapRuns: 100,
    load: () => loadOtai({ file: 'route-many.yml', concurrency: 32, journal: temporaryJournal() }),
  },
  {
    id: 'mastra-0',
    title: 'Mastra 0.24 workflow',
    steps: 10,
    tickets: 1,
    heapRuns: 5_000,
    load: () => loadMastra('mastra-0.24'),
  },
  {
    id: 'mastra-1',
    title: 'Mastra 1.71 workflow',
    steps: 10,
    tickets: 1,
    heapRuns: 2_000,
    load: () => loadMastra('@mastra/core'),
  },
  {
    id: 'langgraph-functional',
    title: 'LangGraph 1.7 entrypoint and tasks',
    steps: 10,
    tickets: 1,
    heapRuns: 500,
    load: async () => (await import('./systems/langgraph.mjs')).createFunctional(),
  },
  {
    id: 'langgraph-graph',
    title: 'LangGraph 1.7 StateGraph',
    steps: 10,
    tickets: 1,
    heapRuns: 500,
    load: async () => (await import('./systems/langgraph.mjs')).createStateGraph(),
  },
];

/** The system of an id. */
export function systemOf(id) {
  const system = SYSTEMS.find((candidate) => candidate.id === id);
  if (system === undefined) throw new Error(`there is no system "${id}"; there are ${SYSTEMS.map((known) => known.id).join(', ')}`);
  return system;
}

/** A file that goes with the process. */
function temporaryJournal() {
  const folder = mkdtempSync(join(tmpdir(), 'otai-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return `sqlite:${join(folder, 'journal.db')}`;
}

async function loadOtai(options) {
  const { createOtai } = await import('./systems/otai.mjs');
  return createOtai(options);
}

async function loadMastra(version) {
  const { createMastra } = await import('./systems/mastra.mjs');
  return createMastra({ version });
}
