import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { FIXTURES } from '../../test/golden-models.js';
import { filesOfFolder } from '../hub/local-folder.js';
import { ModelProcess } from './model-process.js';
import type { ModelSpec, RunJob } from './protocol.js';

const BUILT = fileURLToPath(new URL('../../dist/worker/model-process.js', import.meta.url));
const JOB: RunJob = {
  texts: ['The VPN is down.'],
  fitting: { strategy: 'head', overlap: 0, maxWindows: 1 },
  limits: { maxSize: 1, maxTokens: 512 },
};

async function spec(): Promise<ModelSpec> {
  return { key: 'm', name: 'm', files: await filesOfFolder(join(FIXTURES, 'm1-bert-queue'), 'fp32'), threads: 1 };
}

/** A host in a process of its own, that tells the process id of its model process. */
async function startHost(then: string): Promise<{ host: ChildProcess; pid: number }> {
  const script = `import { ModelProcess } from ${JSON.stringify(BUILT)};
    const model = new ModelProcess();
    await model.load(${JSON.stringify(await spec())}, 1e9);
    console.log(model.pid);
    ${then}`;
  const host = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(host.stdout ?? host, 'data')) as [Buffer];
  return { host, pid: Number(line.toString()) };
}

describe('ModelProcess', () => {
  it('ends when its host is killed, in the middle of its work', async () => {
    const { host, pid } = await startHost(
      `await model.run('m', { ...${JSON.stringify(JOB)}, texts: Array(2000).fill('VPN '.repeat(400)) });`,
    );
    host.kill('SIGKILL');
    await until(() => !isAlive(pid));
    expect(isAlive(pid)).toBe(false);
  });

  it('does not keep a host alive that forgot to stop it', async () => {
    const { host, pid } = await startHost(`await model.run('m', ${JSON.stringify(JOB)});`);
    expect(await once(host, 'exit')).toEqual([0, null]);
    await until(() => !isAlive(pid));
  });

  it('leaves it to the host to end it on Ctrl-C, which reaches both', async () => {
    const model = new ModelProcess();
    await model.load(await spec(), 1e9);
    process.kill(model.pid ?? 0, 'SIGINT');
    process.kill(model.pid ?? 0, 'SIGTERM');
    await expect(model.run('m', JOB)).resolves.toHaveLength(1);
    await model.stop();
    expect(model.running).toBe(false);
  });

  it('tells everybody who waits when it dies', async () => {
    const model = new ModelProcess();
    const loading = model.load(await spec(), 1e9);
    model.kill();
    await expect(loading).rejects.toMatchObject({ report: { problem: 'process_died', cause: 'it was ended by SIGKILL' } });
    await expect(model.run('m', JOB)).rejects.toMatchObject({ report: { problem: 'process_died' } });
  });

  it('gets no token of the Hub to see', async () => {
    process.env['HF_TOKEN'] = 'hf_secret';
    const model = new ModelProcess();
    delete process.env['HF_TOKEN'];
    await model.load(await spec(), 1e9);
    expect(environmentOf(model.pid)).not.toContain('hf_secret');
    await model.stop();
  });
});

/** What Linux shows of a process' environment; elsewhere there is nothing to look at. */
function environmentOf(pid: number | undefined): string {
  return process.platform === 'linux' ? readFileSync(`/proc/${pid}/environ`, 'utf8') : '';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that has ended is still there until its new parent takes note of it.
    return process.platform !== 'linux' || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
