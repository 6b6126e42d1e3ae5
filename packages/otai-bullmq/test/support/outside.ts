import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestFleet } from './fleet.js';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const run = promisify(execFile);

/** An operator's folder: the command line, in processes of their own, on the Redis and the journal of a fleet under test. */
export class Outside {
  readonly #folder = mkdtempSync(join(tmpdir(), 'otai-outside-'));

  /** @param fleet - whose Redis and journal these are */
  constructor(fleet: TestFleet, pipelines: readonly string[] = ['route']) {
    const steps = [{ id: 'hello', use: 'base:expression', params: { expression: 'hello' } }];
    const otai = { infrastructure: fleet.infrastructure, pipelines: Object.fromEntries(pipelines.map((name) => [name, { steps }])) };
    const dependencies = { 'open-ticket-ai': '*', 'otai-bullmq': '*' };
    writeFileSync(join(this.#folder, 'package.json'), JSON.stringify({ name: 'outside', private: true, type: 'module', dependencies }));
    writeFileSync(join(this.#folder, 'config.yml'), JSON.stringify({ otai }));
    symlinkSync(join(ROOT, 'node_modules'), join(this.#folder, 'node_modules'));
  }

  /** What a command prints. Rejects when it ends with another code than 0. */
  async otai(line: string): Promise<string> {
    const { stdout } = await run(process.execPath, [join(ROOT, 'dist/cli/otai.js'), ...line.split(' ')], { cwd: this.#folder });
    return stdout;
  }

  end(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
