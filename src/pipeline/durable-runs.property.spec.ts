import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import { judgeWorld } from '../../test/support/durable/judge-world.js';
import { play, type Scenario } from '../../test/support/durable/play.js';
import { allSteps, randomSteps, type RandomStep } from '../../test/support/durable/random-pipeline.js';
import { FAULTS, type Failures } from '../../test/support/durable/world.js';

const SUBJECTS = ['plain', 'odd', 'spam', 'odd-spam'] as const;

const failure = fc.record({
  ticket: fc.nat(9),
  step: fc.nat(30),
  runs: fc.nat(3),
  attempts: fc.nat(3),
  late: fc.boolean(),
});

const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    steps: randomSteps,
    shape: fc.record({
      concurrency: fc.integer({ min: 1, max: 3 }),
      limit: fc.integer({ min: 1, max: 4 }),
      after: fc.integer({ min: 1, max: 3 }),
      isForQueue: fc.boolean(),
    }),
    subjects: fc.array(fc.constantFrom(...SUBJECTS), { minLength: 1, maxLength: 4 }),
    failures: fc.array(failure, { maxLength: 5 }),
    faults: fc.array(fc.record({ after: fc.nat(80), kind: fc.constantFrom(...FAULTS) }), { maxLength: 4 }),
    seed: fc.nat(),
    isReleased: fc.boolean(),
    changedIn: fc.constantFrom(Infinity, 2),
    processes: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ steps, subjects, failures, faults, seed, ...rest }) => ({
    ...rest,
    steps,
    tickets: new Map(subjects.map((subject, i) => [`t${i + 1}`, `${subject}-${i + 1}`])),
    plan: { faults, seed, failures: planOf(failures, { steps, tickets: subjects.length }) },
  }));

interface Planned extends Failures {
  readonly ticket: number;
  readonly step: number;
}

function planOf(list: readonly Planned[], { steps, tickets }: { steps: readonly RandomStep[]; tickets: number }) {
  const all = allSteps(steps);
  const plan = new Map<string, Failures>();
  for (const { ticket, step, late, ...failures } of list) {
    const { id, kind } = all[step % all.length] ?? { id: '', kind: 'look' };
    // Whether what must not be done twice was done is for its `recover` to say: there, it does not fail after it was.
    plan.set(`t${(ticket % tickets) + 1}/${id}`, { ...failures, late: late && (kind === 'note' || kind === 'update') });
  }
  const failuresOf = (ticketId: string, step: string): Failures | undefined => plan.get(`${ticketId}/${step}`);
  return Object.assign(failuresOf, { toString: () => JSON.stringify([...plan]) });
}

describe('runs over a durable journal', () => {
  beforeAll(() => Logger.overrideLogger(false));
  afterAll(() => Logger.overrideLogger(['error', 'warn', 'log']));

  it('come to the same as without any fault: nothing lost, nothing twice, whatever dies whenever', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        const world = await play(scenario);
        expect({ wrong: await judgeWorld(world, scenario), struck: world.struck }).toEqual({ wrong: [], struck: world.struck });
      }),
      { numRuns: Number(process.env['OTAI_PROPERTY_RUNS'] ?? 1000) },
    );
  });
});
