import { ContractBench, type Behaviour } from './behaviour.js';
import { CONCURRENT_BEHAVIOURS } from './concurrent.behaviours.js';
import { HTTP_BEHAVIOURS } from './http.behaviours.js';
import { LOST_WRITE_BEHAVIOURS } from './lost-write.behaviours.js';
import { NOTE_BEHAVIOURS } from './note.behaviours.js';
import { PAGING_BEHAVIOURS } from './paging.behaviours.js';
import { SEARCH_BEHAVIOURS } from './search.behaviours.js';
import { SECRET_BEHAVIOURS } from './secret.behaviours.js';
import { TICKET_BEHAVIOURS } from './ticket.behaviours.js';
import { UPDATE_BEHAVIOURS } from './update.behaviours.js';
import type { TicketSystemHarness } from './ticket-system.harness.js';

/** What the suite needs of a test runner; Jest, Vitest and node:test have it. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: ((name: string, check: () => Promise<void>) => void) & { readonly skip: (name: string, check: () => Promise<void>) => void };
}

const GROUPS: Readonly<Record<string, readonly Behaviour[]>> = {
  search: SEARCH_BEHAVIOURS,
  paging: PAGING_BEHAVIOURS,
  tickets: [...TICKET_BEHAVIOURS, ...UPDATE_BEHAVIOURS, ...CONCURRENT_BEHAVIOURS],
  notes: NOTE_BEHAVIOURS,
  http: [...HTTP_BEHAVIOURS, ...LOST_WRITE_BEHAVIOURS],
  secrets: SECRET_BEHAVIOURS,
};

/**
 * Tests that a connector keeps the contract of `TicketSystem`: one test for each promise, on a helpdesk of its own.
 * Call it in a spec. A promise that makes no sense for the helpdesk is declared in `harness.notApplicable`, and skipped with its reason in the name.
 *
 * @param name - of the connector, for the report
 * @param runner - default: the global `describe` and `it`
 *
 * @example
 *     describeTicketSystemContract('zammad', { type: ZammadTicketSystem, words, start: startFakeZammad });
 */
export function describeTicketSystemContract(name: string, harness: TicketSystemHarness, runner: TestRunner = globalRunner()): void {
  const { describe, it } = runner;
  refuseUnknownIds(harness);
  describe(`${name} keeps the contract of TicketSystem`, () => {
    for (const [group, behaviours] of Object.entries(GROUPS)) {
      describe(group, () => {
        for (const behaviour of behaviours) {
          const reason = harness.notApplicable?.[behaviour.id] ?? harness.notApplicable?.[group];
          const check = () => checkOn(new ContractBench(harness), behaviour);
          if (reason === undefined) it(`${behaviour.id}: ${behaviour.says}`, check);
          else it.skip(`${behaviour.id}: ${behaviour.says} — not applicable: ${reason}`, check);
        }
      });
    }
  });
}

async function checkOn(bench: ContractBench, behaviour: Behaviour): Promise<void> {
  try {
    await behaviour.check(bench);
  } finally {
    await bench.stop();
  }
}

function refuseUnknownIds({ notApplicable = {} }: TicketSystemHarness): void {
  const known = new Set([...Object.keys(GROUPS), ...Object.values(GROUPS).flatMap((behaviours) => behaviours.map(({ id }) => id))]);
  const unknown = Object.keys(notApplicable).filter((id) => !known.has(id));
  if (unknown.length > 0) throw new Error(`notApplicable names ${unknown.join(', ')}, but there are only ${[...known].join(', ')}`);
}

function globalRunner(): TestRunner {
  const { describe, it } = globalThis as unknown as Partial<TestRunner>;
  if (describe === undefined || it === undefined) {
    throw new Error('there are no global describe and it: pass them, e.g. describeTicketSystemContract(name, harness, { describe, it })');
  }
  return { describe, it };
}
