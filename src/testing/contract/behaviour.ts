import { deepEqual, ok } from 'node:assert/strict';
import { inspect } from 'node:util';
import { isOtaiError } from '../../api/otai.error.js';
import type { TicketSystemError, TicketSystemErrorKind } from '../../api/tickets/ticket-system.error.js';
import type { TicketSystem } from '../../api/tickets/ticket-system.js';
import type { TicketSearchCriteria } from '../../api/tickets/ticket.js';
import type { FakeServer } from '../server/fake-server.js';
import type { ContractStart, ContractWords, StartedHelpdesk, TicketSystemHarness } from './ticket-system.harness.js';

/** One promise of the contract. */
export interface Behaviour {
  /** Stable, for `notApplicable`. */
  readonly id: string;
  /** The promise as a sentence: the name of the test. */
  readonly says: string;
  /** Keeps quiet when the promise is kept. */
  readonly check: (bench: ContractBench) => Promise<void>;
}

/** A helpdesk whose server can be told to fail. */
export type ServedHelpdesk = StartedHelpdesk & { readonly server: FakeServer };

/** What a behaviour is checked on: starts helpdesks for one test, and stops them after it. */
export class ContractBench {
  readonly #started: StartedHelpdesk[] = [];

  constructor(readonly harness: TicketSystemHarness) {}

  get words(): ContractWords {
    return this.harness.words;
  }

  async start(options: ContractStart = {}): Promise<StartedHelpdesk> {
    const started = await this.harness.start(options);
    this.#started.push(started);
    return started;
  }

  /** Starts one that has a server; a harness without one declares the group `http` not applicable. */
  async serve(options: ContractStart = {}): Promise<ServedHelpdesk> {
    const started = await this.start(options);
    ok(started.server, 'the harness gives no server: declare the group "http" not applicable, with the reason');
    return started as ServedHelpdesk;
  }

  /** Requests that write, for faults that are to meet only these. */
  readonly isWrite: NonNullable<TicketSystemHarness['isWrite']> = (request) =>
    this.harness.isWrite?.(request) ?? (request.method !== 'GET' && request.method !== 'HEAD');

  async stop(): Promise<void> {
    for (const helpdesk of this.#started) await helpdesk.stop();
  }
}

/** The error of a call that must fail, as one of the contract: of this kind, if one is given, with all that names it. */
export async function failure(call: Promise<unknown>, kind?: TicketSystemErrorKind): Promise<TicketSystemError> {
  const error = await outcome(call);
  ok(error !== undefined, 'it must fail, but it succeeded');
  ok(isOtaiError(error) && 'kind' in error, `it must fail with a TicketSystemError, but failed with ${inspect(error)}`);
  const known = error as TicketSystemError;
  ok(known.system !== '' && known.operation !== '', `an error names system and operation, but this does not: ${known.message}`);
  if (kind !== undefined) ok(known.kind === kind, `it must fail with kind ${kind}, but failed with ${known.kind}: ${known.message}`);
  return known;
}

/** What a call failed with; `undefined` when it succeeded. */
export function outcome(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error ?? new Error('rejected without a reason'),
  );
}

/** The subjects of all tickets that match, over all pages; with something that happens before each further page. */
export async function subjects(
  system: TicketSystem,
  criteria: TicketSearchCriteria,
  meanwhile?: (page: number) => Promise<void>,
): Promise<string[]> {
  const found: string[] = [];
  let cursor = criteria.cursor;
  for (let page = 1; page <= 50; page += 1) {
    const { tickets, next_cursor } = await system.findTickets({ ...criteria, cursor });
    found.push(...tickets.map(({ subject }) => subject));
    if (next_cursor === null) return found;
    cursor = next_cursor;
    await meanwhile?.(page);
  }
  throw new Error('the pages never end');
}

/** Like {@link subjects}, whatever their order. */
export async function finds(system: TicketSystem, criteria: TicketSearchCriteria, expected: readonly string[]): Promise<void> {
  deepEqual((await subjects(system, criteria)).toSorted(), expected.toSorted());
}

/** The texts of all notes of a ticket. */
export async function notesOf(system: TicketSystem, id: string): Promise<readonly string[]> {
  return (await system.getTicket(id)).notes.map(({ body }) => body);
}
