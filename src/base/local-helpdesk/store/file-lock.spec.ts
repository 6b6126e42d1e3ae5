import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileLock } from './file-lock.js';

let file: string;
beforeEach(() => (file = join(mkdtempSync(join(tmpdir(), 'otai-lock-')), 'tickets.jsonl')));

const takeAndRelease = async () => (await FileLock.take(file)).release();
const writeLock = (content: unknown) => writeFileSync(`${file}.lock`, JSON.stringify(content));

/** What this process writes into a lock. */
async function ownLock(): Promise<object> {
  const lock = await FileLock.take(file);
  const content = JSON.parse(readFileSync(`${file}.lock`, 'utf8')) as object;
  await lock.release();
  return content;
}

describe('the lock of a ticket file', () => {
  it('names this process, and is gone after release', async () => {
    const lock = await FileLock.take(file);
    expect(JSON.parse(readFileSync(`${file}.lock`, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
    await lock.release();
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  it('cannot be taken twice by one process', async () => {
    const lock = await FileLock.take(file);
    await expect(FileLock.take(file)).rejects.toThrow('in use by another service of this process');
    await lock.release();
    await takeAndRelease();
  });

  it('cannot be taken while another process lives, and says which and what to do', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    writeLock({ ...(await ownLock()), pid: other.pid });
    const attempt = FileLock.take(file);
    await expect(attempt).rejects.toMatchObject({ code: 'OTAI_LOCAL_HELPDESK_LOCKED' });
    await expect(attempt).rejects.toThrow(
      new RegExp(`in use by process ${other.pid}[^]*stop it, give this helpdesk another file, or delete`),
    );
    other.kill();
    await new Promise((resolve) => other.once('close', resolve));
    await takeAndRelease();
  });

  it('cannot be taken from a process on another machine, of which nothing can be known', async () => {
    writeLock({ pid: 1, host: 'elsewhere.example' });
    await expect(FileLock.take(file)).rejects.toThrow('process 1 on the machine elsewhere.example');
  });

  it('is taken over when it bears the number of this process, as after a restart in a container', async () => {
    writeLock({ pid: process.pid, host: hostname() });
    await expect(takeAndRelease()).resolves.toBeUndefined();
  });

  it('is taken over after the machine was started anew, whoever has the number now', async () => {
    writeLock({ pid: process.ppid, host: hostname(), boot: 'an earlier one' });
    await expect(takeAndRelease()).resolves.toBeUndefined();
  });

  it('is taken over when it is empty and old, but not when it is just being written', async () => {
    writeFileSync(`${file}.lock`, '');
    await expect(FileLock.take(file)).rejects.toThrow('a process that is just starting');
    utimesSync(`${file}.lock`, 0, 0);
    await takeAndRelease();
  });

  it('is taken over by one only when several find it dead', async () => {
    writeFileSync(`${file}.lock`, '');
    utimesSync(`${file}.lock`, 0, 0);
    const attempts = await Promise.allSettled([FileLock.take(file), FileLock.take(file)]);
    const taken = attempts.filter(({ status }) => status === 'fulfilled');
    expect(taken).toHaveLength(1);
  });
});
