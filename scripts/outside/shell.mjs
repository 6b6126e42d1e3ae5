import { execFile, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];
const LIMIT = 64 * 1024 * 1024;

/** Runs a command to its end and gives its output. Rejects with the whole output when it fails. */
export async function run(command, args, { cwd, env = {} }) {
  try {
    const { stdout } = await execute(command, args, { cwd, env: { ...withoutNpm(process.env), ...env }, maxBuffer: LIMIT });
    return stdout;
  } catch (error) {
    throw new Error(`${[command, ...args].join(' ')} failed with ${error.code}\n${error.stdout}\n${error.stderr}`, { cause: error });
  }
}

/** The same, for a command that is expected to fail: gives its code and all it wrote. */
export async function runFailing(command, args, { cwd }) {
  try {
    await execute(command, args, { cwd, env: withoutNpm(process.env), maxBuffer: LIMIT });
  } catch (error) {
    return { code: error.code, output: `${error.stdout}${error.stderr}` };
  }
  throw new Error(`${[command, ...args].join(' ')} was expected to fail`);
}

export function npm([command, ...args], cwd) {
  return run('npm', [command, ...QUIET, ...args], { cwd });
}

/** Packs a package and gives the path of the tarball. */
export async function pack(folder, into) {
  mkdirSync(into, { recursive: true });
  const [{ filename, files }] = parsePacked(await npm(['pack', '--json', '--pack-destination', into], folder));
  return { tarball: join(into, filename), files: files.map(({ path }) => path).toSorted() };
}

/** A script of the package may print before npm does; npm 12 answers with an object by package, npm 11 and 10 with a list. */
function parsePacked(output) {
  const at = output.search(/^[[{]/m);
  const parsed = JSON.parse(output.slice(at));
  return Array.isArray(parsed) ? parsed : Object.values(parsed);
}

/** Starts a program, waits until it says `ready`, sends a signal, and gives all it wrote until its end. */
export function runUntilSignal(command, args, { cwd, signal, ready }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: withoutNpm(process.env) });
    let output = '';
    const listen = (chunk) => {
      const was = output.includes(ready);
      output += chunk;
      if (!was && output.includes(ready)) child.kill(signal);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}

export function readJson(...path) {
  return JSON.parse(readFileSync(join(...path), 'utf8'));
}

export function writeJson(value, ...path) {
  writeFileSync(join(...path), `${JSON.stringify(value, null, 2)}\n`);
}

/** Started by npm, this process has npm's settings of the repository in its environment: a stranger's folder does not. */
function withoutNpm(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(npm_(?!config_cache|config_registry)|INIT_CWD|NODE_OPTIONS)/.test(name)),
  );
}
