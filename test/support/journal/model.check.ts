import * as fc from 'fast-check';
import type { Journal } from '../../../src/journal/journal.js';
import type { TicketRecord, TicketVersion } from '../../../src/journal/journal-records.js';
import { ended, settled, START, started, wants } from './entries.js';
import { ModelJournal, type Wish } from './journal.model.js';

const run = fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r5', 'r6');
const ticket = fc.constantFrom('1', '2', '3');
const pipeline = fc.constantFrom('route', 'answer');
const version = fc.integer({ min: 1, max: 3 });
const wish = fc.record({ ticket, version, isNews: fc.boolean() });

/** What can be done to a journal. */
const action = fc.oneof(
  fc.record({ do: fc.constant('start' as const), run, pipeline }),
  fc.record({
    do: fc.constant('claim' as const),
    run,
    again: fc.boolean(),
    impatient: fc.boolean(),
    wishes: fc.array(wish, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    do: fc.constant('settle' as const),
    run,
    ticket,
    version,
    state: fc.constantFrom('open' as const, 'done' as const, 'failed' as const, 'quarantined' as const),
    pause: fc.integer({ min: 0, max: 5 }),
  }),
  fc.record({
    do: fc.constant('end' as const),
    run,
    state: fc.constantFrom('succeeded' as const, 'failed' as const, 'suspended' as const),
  }),
  fc.record({ do: fc.constant('adopt' as const), pipeline, limit: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('release' as const), pipeline, ticket, how: fc.constantFrom('retry' as const, 'drop' as const) }),
);

type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** Does the same to a journal and to the model, as often as `numRuns` says, and compares what they answer and what they remember. */
export async function checkAgainstModel(open: () => Promise<Journal>, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
      const journal = await open();
      const model = new ModelJournal();
      try {
        let now = 0;
        const works = new Map<string, string>();
        for (const each of actions) {
          const before = model.works();
          expect(await doTo(journal, each, now)).toEqual(doToModel(model, each, now));
          await journal.flush();
          const records = await journal.tickets();
          expect(records.map(describe).toSorted()).toEqual([...model.tickets()].toSorted());
          compareWorks({ before, after: model.works() }, works, records);
          now++;
        }
      } finally {
        await journal.close();
      }
    }),
    { numRuns },
  );
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
