import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const OTAI = fileURLToPath(new URL('../../dist/cli/otai.js', import.meta.url));

const LAST_IS_OVER = /"type":"run_finished",[^\n]*"pipeline":"network"/;

/** The processes that are alive. They end with the harness. */
const alive = new Set();
process.once('exit', () => alive.forEach((child) => child.kill('SIGKILL')));

/** One `otai` process. */
export class Otai {
  /** When it was told to end, and how; `undefined`: nobody told it. */
  told = undefined;
  #output = '';

  /**
   * @param folder - where its config.yml lies
   * @param options - `excuse`: what it may end itself for, as it says it; `name`: for its log file; `args`: of the command line; `env`; `wrapper`: a command to start it by, such as prlimit
   */
  constructor(folder, { name, excuse, args = ['run', '--json'], env = {}, wrapper = [] }) {
    Object.assign(this, { name, excuse, startedAt: Date.now(), logFile: join(folder, 'logs', `${name}.log`) });
    const [command, ...rest] = [...wrapper, process.execPath, OTAI, ...args, '--config', join(folder, 'config.yml')];
    this.child = spawn(command, rest, { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    alive.add(this.child);
    this.ended = this.#follow();
  }

  get isAlive() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** All it has said so far. */
  get output() {
    return this.#output;
  }

  /** Ends it without a farewell, and waits until it is gone. Gives whether it was still there. */
  async kill() {
    if (!this.isAlive) return false;
    this.told ??= 'SIGKILL';
    const isSent = this.child.kill('SIGKILL');
    await this.ended;
    return isSent && this.child.signalCode === 'SIGKILL';
  }

  /** Sends it a signal. Gives whether it was there to get it. */
  tell(signal) {
    this.told ??= signal;
    return this.child.kill(signal);
  }

  /** Waits until it is gone, and gives how long that took, milliseconds. When it takes longer than it may, it is killed, and gives `undefined`. */
  async goneWithin(withinMs) {
    const began = Date.now();
    const isOver = await Promise.race([this.ended.then(() => true), sleep(withinMs, false, { ref: false })]);
    if (isOver) return Date.now() - began;
    await this.kill();
    return undefined;
  }

  /** The ids of the runs that it has begun and not ended, as far as it has said. */
  get runsAtWork() {
    const ids = (type) => [...this.#output.matchAll(new RegExp(`"type":"${type}",[^\\n]*?"runId":"([^"]+)"`, 'g'))].map(([, id]) => id);
    const ended = new Set(ids('run_finished'));
    return ids('run_started').filter((id) => !ended.has(id));
  }

  /** Whether it ended, with the code that says so, for what it may end itself for. */
  get isExcused() {
    return this.child.exitCode === 1 && this.excuse?.test(this.#output) === true;
  }

  /** Whether a `run --once` has come to the end of its last pipeline. */
  get isDone() {
    return LAST_IS_OVER.test(this.#output) && !this.#output.includes('OTAI_RUN_SUSPENDED');
  }

  /** Resolves as soon as it has said something that matches; with `false` when it ends, or the time is over, before. */
  async says(pattern, withinMs) {
    for (const end = Date.now() + withinMs; Date.now() < end && this.isAlive; await sleep(10)) if (pattern.test(this.#output)) return true;
    return pattern.test(this.#output);
  }

  async #follow() {
    const log = createWriteStream(this.logFile);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        this.#output += text;
        log.write(text);
      });
    }
    await once(this.child, 'close');
    alive.delete(this.child);
    log.end(
      `\nended after ${Date.now() - this.startedAt} ms: code ${this.child.exitCode}, signal ${this.child.signalCode}, told ${this.told}\n`,
    );
  }
}
