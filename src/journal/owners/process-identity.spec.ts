import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findProcess, thisProcess } from './process-identity.js';

describe('a process', () => {
  it('is another owner each time that it opens a journal, on the same machine', () => {
    const [one, other] = [thisProcess(), thisProcess()];
    expect(one.ownerId).not.toBe(other.ownerId);
    expect({ ...one, ownerId: '' }).toEqual({ ...other, ownerId: '' });
    expect(one).toMatchObject({ pid: process.pid, host: expect.stringMatching(/\S+ \S+/) });
  });

  it('is found while it lives, and not any more when it was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6); console.log(1)'], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const { host } = thisProcess();
    const identity = { ownerId: 'child', host, pid: child.pid ?? 0, processStart: '' };
    expect(findProcess(identity)).toBe('unknown');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(findProcess(identity)).toBe('gone');
  });

  it('cannot be seen from another machine, or another container', () => {
    expect(findProcess({ ...thisProcess(), host: 'elsewhere' })).toBe('unknown');
  });

  it('is told from a later one of the same pid, on Linux', () => {
    const self = thisProcess();
    if (process.platform !== 'linux') return;
    expect(findProcess(self)).toBe('alive');
    expect(findProcess({ ...self, processStart: '1' })).toBe('gone');
    expect(findProcess({ ...self, pid: 2 ** 22 })).toBe('gone');
  });
});
