import { OtaiError } from '../api/otai.error.js';
import type { FleetExecutor, FleetHost, Role } from '../pipeline/fleet.executor.js';

/** The part of this process in a fleet, when there is one. */
export class FleetMembership {
  #host: FleetHost | undefined;

  constructor(
    private readonly fleet: FleetExecutor | undefined,
    private readonly makeHost: () => FleetHost,
  ) {}

  /** Whether runs that were interrupted are this process' own business. */
  get isAlone(): boolean {
    return this.fleet === undefined;
  }

  /** Whether this process starts triggers. */
  get schedules(): boolean {
    return this.isAlone || isOneOf(this.makeHost().role, ['all', 'scheduler']);
  }

  /**
   * Takes part from now on. Does nothing without a fleet, and nothing a second time.
   *
   * @throws OtaiError (as a rejection) `OTAI_FLEET_WITHOUT_JOURNAL`, and whatever the fleet's executor throws
   */
  async join(): Promise<void> {
    if (this.fleet === undefined || this.#host !== undefined) return;
    const host = this.makeHost();
    if (!host.journal.durable) throw withoutJournal();
    this.#host = host;
    await this.fleet.join(host);
  }
}

function isOneOf(role: Role, roles: readonly Role[]): boolean {
  return roles.includes(role);
}

function withoutJournal(): OtaiError {
  return new OtaiError('OTAI_FLEET_WITHOUT_JOURNAL', 'a fleet needs a journal that all of its processes share, but this one is in memory', {
    hint: 'write infrastructure.journal: postgres://…, or sqlite:FILE when all processes are on one machine',
  });
}
