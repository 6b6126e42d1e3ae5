import { didYouMean } from '../../api/did-you-mean.js';
import type { OtaiModuleOptions } from '../../module/otai.options.js';
import { ROLES, type Role } from '../../pipeline/fleet.executor.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { UsageError } from '../usage.error.js';
import type { RunningApplication } from './running-application.js';
import type { WatchOptions } from './watch-triggers.js';

/** What a command line says of the process in a fleet. */
export interface FleetFlags {
  readonly role?: string | undefined;
  readonly dryRun?: boolean | undefined;
}

/**
 * What that means for the application. A dry run stays in this process: what it would write is told in whole, texts and all.
 *
 * @throws UsageError when there is no such role
 */
export function fleetOptions({ role, dryRun }: FleetFlags): Pick<OtaiModuleOptions, 'role' | 'useFleet'> {
  if (dryRun === true) return { useFleet: false };
  if (role === undefined) return {};
  if (isRole(role)) return { role };
  const similar = didYouMean(role, ROLES);
  throw new UsageError(`there is no role "${role}"`, similar === undefined ? `there are ${ROLES.join(', ')}` : `did you mean ${similar}?`);
}

/** Whether the process starts triggers. */
export function startsTriggers({ role }: FleetFlags): boolean {
  return role !== 'worker' && role !== 'api';
}

/** The fleet gives the process its work, until somebody asks it to stop. */
export async function waitForJobs(_app: RunningApplication, { stop, io }: Pick<WatchOptions, 'stop' | 'io'>): Promise<ExitCode> {
  io.err('waiting for jobs of the fleet (Ctrl-C to stop)');
  await stop.finish;
  return EXIT.ok;
}

function isRole(role: string): role is Role {
  return (ROLES as readonly string[]).includes(role);
}
