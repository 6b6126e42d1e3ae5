import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { summarize } from './statistics.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REPORT = fileURLToPath(new URL('cold/report-exit.cjs', import.meta.url));
const CLI = join(ROOT, 'dist', 'cli', 'otai.js');
const FIRST_RUN = join(ROOT, 'examples', 'first-run');

const script = (name) => fileURLToPath(new URL(`cold/${name}.mjs`, import.meta.url));

/** What is started, and with which arguments; `prepare` runs before each start and is not measured. */
function programs(folder) {
  const config = join(folder, 'first-run', 'config.yml');
  const copyExample = () => {
    rmSync(join(folder, 'first-run'), { recursive: true, force: true });
    cpSync(FIRST_RUN, join(folder, 'first-run'), { recursive: true, filter: (path) => !path.endsWith('.otai') });
  };
  return [
    { id: 'empty', title: 'an empty program', args: [script('empty')] },
    { id: 'version', title: 'otai --version', args: [CLI, '--version'], needs: CLI },
    { id: 'plain', title: 'hand-written pipeline, one run', args: [script('plain')] },
    { id: 'nest', title: 'empty Nest context', args: [script('nest-empty')] },
    {
      id: 'bound',
      title: 'lower bound: Nest, 30 pipes found, js-yaml, class-validator, templates, one run',
      args: [script('lower-bound')],
    },
    { id: 'otai', title: 'open-ticket-ai: 30 pipes, one run', args: [script('otai-module')] },
    {
      id: 'first-run',
      title: 'what `npm start` starts: otai run on the first example',
      args: [CLI, 'run', '--once', '--config', config],
      needs: join(FIRST_RUN, 'config.yml'),
      prepare: copyExample,
    },
  ].filter(({ needs }) => needs === undefined || existsSync(needs));
}

/** What whole processes take from their start to their end, in interleaved rounds. */
export async function measureCold({ rounds }) {
  const folder = mkdtempSync(join(tmpdir(), 'otai-bench-'));
  try {
    const started = programs(folder);
    const reports = new Map(started.map(({ id }) => [id, []]));
    // One more round: the first reads files that the system does not have in memory yet.
    for (let round = 0; round <= rounds; round++) {
      for (const program of started) {
        const report = await runOnce(program);
        if (round > 0) reports.get(program.id).push(report);
      }
    }
    return started.map(({ id, title }) => ({ id, title, ...summarizeReports(reports.get(id)) }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function summarizeReports(reports) {
  const of = (name) => summarize(reports.map((report) => report[name]));
  return { cpu: of('cpuMs'), wall: of('wallMs'), rss: of('rssMib') };
}

async function runOnce({ title, args, prepare }) {
  prepare?.();
  const child = spawn(process.execPath, ['--require', REPORT, ...args], { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  const texts = [child.stdio[3], child.stderr].map(readAll);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  const [report, errors] = await Promise.all(texts);
  if (code !== 0) throw new Error(`${title} ended with ${code}: ${errors}`);
  return JSON.parse(report);
}

async function readAll(stream) {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}
