import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { temporaryFolder } from './support/fake-io.js';

const ROOT = join(import.meta.dirname, '..');
/** The built command: `npm test` builds it first. */
const OTAI = join(ROOT, 'dist', 'cli', 'otai.js');

/** One process of the real command. */
class Otai {
  stdout = '';
  stderr = '';
  readonly #process: ChildProcessByStdio<null, Readable, Readable>;
  readonly code: Promise<number | null>;

  constructor(cwd: string, ...args: readonly string[]) {
    this.#process = spawn(process.execPath, [OTAI, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process.stdout.on('data', (data) => (this.stdout += String(data)));
    this.#process.stderr.on('data', (data) => (this.stderr += String(data)));
    this.code = new Promise((resolve) => this.#process.on('close', resolve));
  }

  kill(signal: 'SIGINT' | 'SIGTERM'): void {
    this.#process.kill(signal);
  }

  /** Resolves when a text was written to either output; rejects when the process ends without it. */
  async written(text: string): Promise<void> {
    const seen = () => this.stdout.includes(text) || this.stderr.includes(text);
    const appeared = new Promise<boolean>((resolve) => {
      const look = () => seen() && resolve(true);
      this.#process.stdout.on('data', look);
      this.#process.stderr.on('data', look);
      look();
    });
    if (!(await Promise.race([appeared, this.code.then(seen)]))) throw new Error(`ended without "${text}":\n${this.stdout}${this.stderr}`);
  }
}

async function otai(cwd: string, ...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const process = new Otai(cwd, ...args);
  const code = await process.code;
  return { code, stdout: process.stdout, stderr: process.stderr };
}

/** An application of its own, with a plugin whose one pipe waits until there is a file named `done` in its folder. */
function slowApplication(): string {
  const folder = temporaryFolder({
    'package.json': JSON.stringify({ type: 'module', dependencies: { 'open-ticket-ai': '*', 'otai-slow': '*' } }),
    'config.yml': `otai:
  pipelines:
    slow: { trigger: { use: base:interval, params: { every: 1h } }, steps: [{ id: wait, use: slow:wait }] }
`,
    'node_modules/otai-slow/package.json': JSON.stringify({
      name: 'otai-slow',
      version: '1.0.0',
      type: 'module',
      otai: { plugin: './plugin.js', apiVersion: '^1.0.0' },
    }),
    'node_modules/otai-slow/plugin.js': `
import { existsSync } from 'node:fs';
import { Pipe, PipeResult, PluginFactory } from 'open-ticket-ai';

class WaitPipe {
  async execute() {
    console.log('at work');
    while (!existsSync('done')) await new Promise((resolve) => setTimeout(resolve, 10));
    return PipeResult.succeeded();
  }
}
Pipe('wait', { description: 'Waits.' })(WaitPipe);

export default class extends PluginFactory {
  injectables() {
    return [WaitPipe];
  }
  cleanup() {
    console.log('cleaned up');
  }
}
`,
  });
  symlinkSync(ROOT, join(folder, 'node_modules', 'open-ticket-ai'));
  return folder;
}

describe('the built otai command', () => {
  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(await otai(ROOT, '--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('validates: a broken config gives 1 and exactly these words', async () => {
    const folder = temporaryFolder({
      'config.yml': 'otai:\n  pipelines:\n    route:\n      steps:\n        - id: fetch\n          use: base:fetch_ticket\n',
    });
    expect(await otai(folder, 'validate')).toEqual({
      code: 1,
      stdout: `config.yml: 1 problem

config.yml:6:16 pipelines.route.steps[0].use there is no pipe "base:fetch_ticket" (did you mean "base:fetch_tickets"?)
  4 |       steps:
  5 |         - id: fetch
> 6 |           use: base:fetch_ticket
    |                ^
`,
      stderr: '',
    });
  });

  it('runs the first example once, and finds nothing new the second time', async () => {
    const folder = temporaryFolder();
    cpSync(join(ROOT, 'examples', 'first-run'), folder, { recursive: true, filter: (file) => !file.includes('.otai') });
    const first = await otai(folder, 'run', '--once');
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^3 +VPN outage/m);
    expect(first.stdout).toMatch(/^route_tickets: \d\d tickets written/m);
    expect(Math.max(...first.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    const second = await otai(folder, 'run', '--once');
    expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining('route_tickets: nothing to write') });
  });

  it('finds the plugins of the application it runs in', async () => {
    const { code, stdout } = await otai(slowApplication(), 'plugins');
    expect(stdout).toContain('otai-slow  1.0.0  API ^1.0.0  ./plugin.js\n  pipes: wait\n');
    expect(code).toBe(0);
  });

  it('finishes the run at work on Ctrl-C, says so, cleans up, and ends with 0', async () => {
    const folder = slowApplication();
    const process = new Otai(folder, 'run');
    await process.written('at work');
    process.kill('SIGINT');
    await process.written('finishing 1 run… (Ctrl-C again to stop at once)');
    writeFileSync(join(folder, 'done'), '');
    expect(await process.code).toBe(0);
    expect(process.stdout).toContain('cleaned up');
  });

  it('stops at once on the second Ctrl-C, with 130', async () => {
    const process = new Otai(slowApplication(), 'run', '--once');
    await process.written('at work');
    process.kill('SIGINT');
    await process.written('finishing 1 run…');
    process.kill('SIGINT');
    expect(await process.code).toBe(130);
  });

  it('is fit for scripts: an unknown command gives 2, and nothing on the standard output', async () => {
    expect(await otai(ROOT, 'rnu')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('(Did you mean run?)') });
  });
});
