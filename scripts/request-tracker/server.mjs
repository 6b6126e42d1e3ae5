#!/usr/bin/env node
/**
 * A real Request Tracker 5, from Debian's packages, for the end-to-end tests: on a free port of 127.0.0.1, with SQLite, and with all it
 * writes in one folder, which goes away with it.
 *
 *   node scripts/request-tracker/server.mjs install    installs the packages (Debian or Ubuntu, as root; nothing when they are there)
 *   node scripts/request-tracker/server.mjs run        starts one to look at, prints its address and tokens, stops at Ctrl+C
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { siteConfig } from './site-config.mjs';

const SERVER = '/usr/share/request-tracker5/libexec/rt-server';
const SETUP = '/usr/sbin/rt-setup-database-5';
const MAILGATE = '/usr/bin/rt-mailgate-5';
const SQLITE = '/usr/bin/sqlite3';
const STARLET = '/usr/share/perl5/Starlet.pm';
const SEED = fileURLToPath(new URL('seed.pl', import.meta.url));

/** What `install` installs. dma is the smallest mail-transport-agent; dbconfig-no-thanks leaves the database to us. */
export const PACKAGES = ['request-tracker5', 'rt5-standalone', 'rt5-db-sqlite', 'rt5-clients', 'dma', 'dbconfig-no-thanks'];

/** Whether Request Tracker 5 is there. */
export function isInstalled() {
  return [SERVER, SETUP, MAILGATE, SQLITE, STARLET].every((file) => existsSync(file));
}

/** Installs the packages. Needs root. */
export function install() {
  if (isInstalled()) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', DEBCONF_NONINTERACTIVE_SEEN: 'true' };
  const apt = (...args) => run('apt-get', ['-y', '-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0', ...args], { env });
  apt('update');
  apt('install', '--no-install-recommends', '--no-remove', ...PACKAGES);
}

/**
 * One Request Tracker with the data of seed.pl. `start` makes it; `restart` ends it hard and starts it again on the same data and port.
 */
export class RequestTracker {
  #process;

  constructor(dir, settings) {
    this.dir = dir;
    this.settings = settings;
    this.url = `http://127.0.0.1:${settings.port}`;
    this.tokens = readTokens(dir);
  }

  /** @param options - `workers` (1), `timezone` of the server (UTC), `languages` (en, de, ru) */
  static async start({ workers = 1, timezone = 'UTC', languages = ['en', 'de', 'ru'] } = {}) {
    const dir = mkdtempSync(join(tmpdir(), 'request-tracker-'));
    const settings = { workers, port: await freePort() };
    try {
      for (const name of ['mason', 'session', 'var']) mkdirSync(join(dir, name));
      writeFileSync(join(dir, 'RT_SiteConfig.pm'), siteConfig({ dir, port: settings.port, timezone, languages }));
      createDatabase(dir);
      const tracker = new RequestTracker(dir, settings);
      await tracker.#launch();
      return tracker;
    } catch (error) {
      rmSync(dir, { recursive: true, force: true });
      throw error;
    }
  }

  /** Ends it without a farewell, and starts it again. */
  async restart() {
    await this.#kill('SIGKILL');
    await this.#launch();
  }

  async stop() {
    await this.#kill('SIGTERM');
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Hands an e-mail in as a mail server would. */
  mail(queue, message, action = 'correspond') {
    run(MAILGATE, ['--queue', queue, '--action', action, '--url', this.url], { input: message });
  }

  /** Runs SQL on the database, for what no API can do: tickets of long ago. Gives what it prints. */
  sql(statements) {
    return run(SQLITE, ['-cmd', '.timeout 10000', join(this.dir, 'rt.sqlite')], { input: statements });
  }

  /** Puts in what a file describes in Perl, in the form of seed.pl: scrips, rights, users. */
  load(perl) {
    const file = join(this.dir, 'load.pl');
    writeFileSync(file, perl);
    run(SETUP, ['--action', 'insert', '--force', '--datafile', file], { env: environment(this.dir) });
  }

  /** What it logged so far: warnings and errors. */
  log() {
    return readFileSync(join(this.dir, 'server.log'), 'utf8');
  }

  async #launch() {
    const { workers, port } = this.settings;
    const log = openSync(join(this.dir, 'server.log'), 'a');
    const args = ['--host', '127.0.0.1', '--port', port, '--max-workers', workers, '--max-reqs-per-child', 1_000_000].map(String);
    // Whatever becomes of this process, the server ends with it.
    this.#process = spawn('setpriv', ['--pdeathsig', 'TERM', '--', SERVER, ...args], {
      env: environment(this.dir),
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    process.once('exit', this.#onExit);
    await this.#answers();
  }

  async #answers() {
    const headers = { authorization: `token ${this.tokens.root}` };
    for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50)) {
      if (this.#process.exitCode !== null) throw new Error(`Request Tracker ended at once:\n${this.log()}`);
      const answer = await fetch(`${this.url}/REST/2.0/rt`, { headers }).catch(() => undefined);
      await answer?.arrayBuffer();
      if (answer?.status === 200) return;
    }
    await this.stop();
    throw new Error('Request Tracker did not answer within 60 s');
  }

  async #kill(signal) {
    process.off('exit', this.#onExit);
    const { pid, exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    process.kill(-pid, signal);
    await ended;
  }

  #onExit = () => process.kill(-this.#process.pid, 'SIGKILL');
}

function createDatabase(dir) {
  const password = join(dir, 'root-password');
  writeFileSync(password, 'password\n', { mode: 0o600 });
  const env = { ...environment(dir), RT_TEST_TOKENS: join(dir, 'tokens') };
  run(SETUP, ['--action', 'init', '--force', '--root-password-file', password], { env });
  run(SETUP, ['--action', 'insert', '--force', '--datafile', SEED], { env });
}

/** Debian's own configuration is left out: it wants another path and the system's log. */
function environment(dir) {
  return { ...process.env, LC_ALL: 'C.UTF-8', RT_SITE_CONFIG: join(dir, 'RT_SiteConfig.pm'), RT_SITE_CONFIG_DIR: '/dev/null' };
}

function readTokens(dir) {
  const lines = readFileSync(join(dir, 'tokens'), 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(' ')));
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function run(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 100_000_000, ...options });
  if (status === 0) return stdout;
  throw new Error(`${command} failed: ${error?.message ?? `${stdout}\n${stderr}`.trim()}`);
}

async function main([command]) {
  if (command === 'install') return install();
  if (command !== 'run') throw new Error('say what to do: install or run');
  const tracker = await RequestTracker.start();
  console.log(`${tracker.url}/REST/2.0\n${JSON.stringify(tracker.tokens, null, 2)}\nPassword of root: password. Ctrl+C stops it.`);
  process.once('SIGINT', () => void tracker.stop());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
