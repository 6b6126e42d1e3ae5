import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';

/** A process, told from all others that have been or will be. */
export interface ProcessIdentity {
  readonly ownerId: string;
  /** The machine, as far as its processes can see each other: two containers on one machine are two. */
  readonly host: string;
  readonly pid: number;
  /** When it started, as its system counts; empty where that cannot be told. */
  readonly processStart: string;
}

/** What became of a process. `unknown`: it is elsewhere, or one of its pid lives that may be another. */
export type ProcessState = 'alive' | 'gone' | 'unknown';

/** This process, as the owner of what one open journal begins. */
export function thisProcess(): ProcessIdentity {
  return { ownerId: randomUUID(), host: thisHost(), pid: process.pid, processStart: readStart(process.pid) ?? '' };
}

/** Looks for a process on this machine. */
export function findProcess({ host, pid, processStart }: ProcessIdentity): ProcessState {
  if (host !== thisHost()) return 'unknown';
  if (process.platform === 'linux' && processStart !== '') return readStart(pid) === processStart ? 'alive' : 'gone';
  return exists(pid) ? 'unknown' : 'gone';
}

/** On Linux the boot and the space of pids: the same name and pid mean another process in another container, or after a reboot. */
function thisHost(): string {
  const boot = read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const pids = read(() => readlinkSync('/proc/self/ns/pid'));
  return [hostname(), ...(boot === undefined ? [networkDigest()] : [boot, pids])].join(' ');
}

/** Elsewhere the addresses of the network cards tell machines of the same name apart. */
function networkDigest(): string {
  const macs = Object.values(networkInterfaces()).flatMap((cards) =>
    (cards ?? []).filter(({ internal }) => !internal).map(({ mac }) => mac),
  );
  return createHash('sha256')
    .update([...new Set(macs)].toSorted().join())
    .digest('hex')
    .slice(0, 12);
}

/** The 22nd field of /proc/PID/stat; `undefined` when there is no such process, or only what its parent has not collected yet. */
function readStart(pid: number): string | undefined {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The second field is the command in brackets, with whatever it likes in them.
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === undefined || state === 'Z' || state === 'X' ? undefined : fields[18];
}

function read(look: () => string): string | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
