import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { LocalHelpdeskError } from '../local-helpdesk.error.js';

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Which start of the machine it was; `null` where the system does not say. After another start, another process may have the number. */
  readonly boot: string | null;
}

/** A lock file without a holder is one that is just being written, or what a crash left of it after this time. */
const UNWRITTEN_AFTER_MS = 5000;
const heldHere = new Set<string>();

/**
 * A file beside another that says which process uses it. A lock whose process is dead is taken over.
 *
 * Not a lock of the operating system: it works on every file system and can be read, but only against programs that look at it.
 */
export class FileLock {
  private constructor(private readonly path: string) {}

  /** Takes the lock `<file>.lock`; fails with `OTAI_LOCAL_HELPDESK_LOCKED`, naming the holder, when somebody has it. */
  static async take(file: string): Promise<FileLock> {
    const path = `${file}.lock`;
    if (heldHere.has(path)) throw locked(file, 'another service of this process', 'give each helpdesk a file of its own');
    heldHere.add(path);
    try {
      await mkdir(dirname(path), { recursive: true });
      if (!(await create(path))) await takeOver(file, path);
      return new FileLock(path);
    } catch (error) {
      heldHere.delete(path);
      throw error;
    }
  }

  /** Gives the lock back. */
  async release(): Promise<void> {
    await rm(this.path, { force: true });
    heldHere.delete(this.path);
  }
}

async function create(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx');
    await handle.writeFile(JSON.stringify({ pid: process.pid, host: hostname(), boot: await bootId() } satisfies Holder));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function takeOver(file: string, path: string): Promise<void> {
  const found = await readFile(path, 'utf8').catch(() => '');
  await refuseIfHeld(file, path, found);
  // Of two processes that find the same dead lock, one moves it away; the other finds nothing, or moves the winner's and puts it back.
  const moved = `${path}.${process.pid}`;
  await rename(path, moved).catch(() => undefined);
  const takenAway = await readFile(moved, 'utf8').catch(() => found);
  if (takenAway !== found) await rename(moved, path);
  else await rm(moved, { force: true });
  if (takenAway !== found || !(await create(path))) throw locked(file, 'another process that has just started', 'start only one');
}

async function refuseIfHeld(file: string, path: string, content: string): Promise<void> {
  const remedy = `stop it, give this helpdesk another file, or delete ${path} if you are sure that nothing uses it`;
  const holder = parseHolder(content);
  if (holder === undefined) {
    const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: 0 }))).mtimeMs;
    if (age < UNWRITTEN_AFTER_MS) throw locked(file, 'a process that is just starting', remedy);
  } else if (holder.host !== hostname()) {
    throw locked(file, `process ${holder.pid} on the machine ${holder.host}`, remedy);
  } else if (holder.boot === (await bootId()) && holder.pid !== process.pid && isAlive(holder.pid)) {
    throw locked(file, `process ${holder.pid}`, remedy);
  }
}

function parseHolder(content: string): Holder | undefined {
  try {
    const { pid, host, boot = null } = JSON.parse(content) as Partial<Holder>;
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host, boot } : undefined;
  } catch {
    return undefined;
  }
}

/** Linux has a fresh random id after each start of the machine. */
async function bootId(): Promise<string | null> {
  const id = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null);
  return id?.trim() ?? null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function locked(file: string, holder: string, hint: string): LocalHelpdeskError {
  return new LocalHelpdeskError('locked', `${file} is in use by ${holder}`, { hint });
}
