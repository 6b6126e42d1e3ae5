import * as fc from 'fast-check';
import type { Journal } from '../../../src/journal/journal.js';
import type { TicketRecord, TicketVersion } from '../../../src/journal/journal-records.js';
import { ended, settled, START, started, wants } from './entries.js';
import { ModelJournal, type Wish } from './journal.model.js';

const ticket = fc.constantFrom('1', '2', '3');
const pipeline = fc.constantFrom('route', 'answer');
const version = fc.integer({ min: 1, max: 3 });
const wish = fc.record({ ticket, version, isNews: fc.boolean() });
/** Which of those that there are at that moment. */
const which = fc.nat(100);

/** What can be done to a journal. */
const action = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('start' as const), pipeline }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('claim' as const),
      which,
      again: fc.boolean(),
      impatient: fc.boolean(),
      wishes: fc.array(wish, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      which,
      ticket,
      version,
      state: fc.constantFrom(
        'open' as const,
        'done' as const,
        'done' as const,
        'failed' as const,
        'failed' as const,
        'quarantined' as const,
      ),
      pause: fc.integer({ min: 0, max: 5 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      which,
      state: fc.constantFrom('succeeded' as const, 'failed' as const, 'suspended' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('adopt' as const), pipeline, limit: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('release' as const),
      pipeline,
      ticket,
      how: fc.constantFrom('retry' as const, 'drop' as const),
    }),
  },
);

type Drawn = typeof action extends fc.Arbitrary<infer T> ? T : never;
type Action = Drawn & { readonly run: string };

/** Does the same to a journal and to the model, as often as `numRuns` says, and compares what they answer and what they remember. */
export async function checkAgainstModel(open: () => Promise<Journal>, numRuns: number): Promise<void> {
  const property = fc.asyncProperty(fc.array(action, { maxLength: 60, size: 'max' }), async (drawn) => {
    const journal = await open();
    try {
      await compare(journal, drawn);
    } finally {
      await journal.close();
    }
  });
  await fc.assert(property, { numRuns });
}

async function compare(journal: Journal, drawn: readonly Drawn[]): Promise<void> {
  const model = new ModelJournal();
  const works = new Map<string, string>();
  for (const [now, each] of drawn.entries()) {
    const concrete = { ...each, run: runFor(each, model) };
    const before = model.works();
    expect(await doTo(journal, concrete, now)).toEqual(doToModel(model, concrete, now));
    await journal.flush();
    const records = await journal.tickets();
    expect(records.map(describe).toSorted()).toEqual([...model.tickets()].toSorted());
    compareWorks({ before, after: model.works() }, works, records);
  }
}

/** A new run to start; who claims is at work; who settles and who ends may be anybody, but most often somebody who can. */
function runFor(each: Drawn, model: ModelJournal): string {
  if (!('which' in each)) return `r${model.runs.size}`;
  const able = each.do === 'settle' ? [...model.holdersOf(each.ticket), ...model.running] : model.running;
  return able[each.which % Math.max(able.length, 1)] ?? `r${each.which % 3}`;
}

async function doTo(journal: Journal, each: Action, now: number): Promise<unknown> {
  const at = START + now;
  switch (each.do) {
    case 'start':
      journal.put(started(each.run, { pipeline: each.pipeline }));
      return undefined;
    case 'claim':
      return claim(journal, each, at);
    case 'settle': {
      const found = await journal.run(each.run);
      const where = { ticketId: each.ticket, pipeline: found?.run.pipeline ?? '' };
      journal.put(settled(each.run, each.state, { ...where, version: versionOf(each.version), notBefore: at + each.pause, at }));
      return undefined;
    }
    case 'end':
      journal.put(ended(each.run, each.state, { at }));
      return undefined;
    case 'adopt':
      return (await journal.adopt([each.pipeline], each.limit)).map(({ run: { runId } }) => runId);
    case 'release':
      return journal.release([{ pipeline: each.pipeline, system: 'helpdesk', ticketId: each.ticket }], each.how);
    default:
      return undefined;
  }
}

async function claim(journal: Journal, each: Extract<Action, { do: 'claim' }>, at: number): Promise<readonly string[]> {
  const found = await journal.run(each.run);
  // Only runs that are at work claim.
  if (found?.run.state !== 'running') return [];
  const tickets = each.wishes.map(candidateOf);
  const how = { pipeline: found.run.pipeline, again: each.again, impatient: each.impatient };
  return (await journal.claim(wants(each.run, { ...how, at, tickets }))).map(({ verdict }) => verdict);
}

function doToModel(model: ModelJournal, each: Action, now: number): unknown {
  switch (each.do) {
    case 'start':
      model.start(each.run, each.pipeline);
      return undefined;
    case 'claim':
      return model.isRunning(each.run) ? each.wishes.map((one) => model.claim(each.run, one, { ...each, at: now })) : [];
    case 'settle':
      model.settle(each.run, each.ticket, { ...each, notBefore: now + each.pause });
      return undefined;
    case 'end':
      model.end(each.run, each.state);
      return undefined;
    case 'adopt':
      return model.adopt(each.pipeline, each.limit);
    case 'release':
      return model.release(each.pipeline, each.ticket, each.how);
    default:
      return undefined;
  }
}

function candidateOf({ ticket: ticketId, version: number, isNews }: Wish) {
  return { system: 'helpdesk', ticketId, isNews, version: versionOf(number) };
}

function versionOf(number: number): TicketVersion {
  return { updatedAt: null, fields: String(number), notes: null, written: false };
}

function describe({ pipeline: name, ticketId, state, runId, failures, version: seen }: TicketRecord): string {
  return `${name} ${ticketId} ${state} ${runId} ${failures} ${seen?.fields}`;
}

interface Works {
  readonly before: ReadonlyMap<string, number>;
  readonly after: ReadonlyMap<string, number>;
}

/** A work keeps its id exactly as long as the model keeps its number. */
function compareWorks({ before, after }: Works, ids: Map<string, string>, records: readonly TicketRecord[]): void {
  for (const { pipeline: name, ticketId, workId } of records) {
    const key = `${name} ${ticketId}`;
    if (ids.has(key)) expect(ids.get(key) === workId).toBe(before.get(key) === after.get(key));
    ids.set(key, workId);
  }
}
