import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { transformFileSync } from '@swc/core';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const SRC = join(ROOT, 'src');

/** What journals are made of, beside their own folder. */
const API = ['clock', 'error-message', 'otai.error', 'secret'].map((name) => join('api', `${name}.ts`));

const PRELUDE = `
  import { createInterface } from 'node:readline';
  import { writeSync } from 'node:fs';
  import { SystemClock } from './api/clock.js';
  import { Secret } from './api/secret.js';
  import { openJournal } from './journal/create-journal.js';
  const [url, name] = process.argv.slice(2);
  const config = { keep: 1e10, keepTickets: 1e11, maxSize: 1e9 };
  const open = () => openJournal({ ...config, url: new Secret(url) }, { defaultUrl: 'memory', clock: new SystemClock() });
  const say = (what) => writeSync(1, JSON.stringify(what) + '\\n');
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const hear = async () => (await lines.next()).value;
  const at = Date.now();
  const started = (runId) => ({ type: 'run_started', run: { runId, pipeline: 'route', definition: 'd', dryRun: false, ticket: null, input: null, inputWithheld: false, startedAt: at } });
  const ended = (runId, state) => ({ type: 'run_ended', runId, state, error: null, at, durationMs: 1, writes: 0 });
  const version = { updatedAt: 'now', fields: 'f', notes: null, written: false };
  const settled = (runId, ticketId) => ({ type: 'ticket_settled', pipeline: 'route', system: 's', ticketId, runId, state: 'done', version, error: null, notBefore: 0, at });
  const claim = (journal, runId, ids) => journal.claim({ pipeline: 'route', runId, at, again: false, impatient: false, dryRun: false, tickets: ids.map((ticketId) => ({ system: 's', ticketId, version, isNews: false })) });
`;

/** Journals as JavaScript that plain Node runs in processes of their own. */
export class JournalProgram {
  readonly #children: ChildProcess[] = [];

  /** @param folder - an empty one */
  constructor(private readonly folder: string) {
    const own = readdirSync(join(SRC, 'journal'), { recursive: true, encoding: 'utf8' }).map((file) => join('journal', file));
    for (const file of [...API, ...own]) if (file.endsWith('.ts') && !file.endsWith('.spec.ts')) this.#compile(file);
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  }

  #compile(file: string): void {
    const target = join(this.folder, file).replace(/\.ts$/, '.js');
    mkdirSync(dirname(target), { recursive: true });
    const options = { swcrc: false, jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } } as const;
    writeFileSync(target, transformFileSync(join(SRC, file), options).code);
  }

  /** Makes a program of some code, which may use what the prelude has. */
  write(name: string, code: string): string {
    const path = join(this.folder, `${name}.js`);
    writeFileSync(path, PRELUDE + code);
    return path;
  }

  start(program: string, url: string, { name = 'p', uid }: { readonly name?: string; readonly uid?: number } = {}): JournalProcess {
    const user = uid === undefined ? {} : { uid, gid: uid };
    const child = spawn(process.execPath, [program, url, name], { stdio: ['pipe', 'pipe', 'inherit'], ...user });
    this.#children.push(child);
    return new JournalProcess(child);
  }

  /** Ends what is left of its processes. */
  stop(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }
}

/** A process with a journal, which says things in lines of JSON. */
export class JournalProcess {
  readonly #said: AsyncIterator<string>;
  readonly #ended: Promise<unknown>;

  constructor(private readonly child: ChildProcess) {
    if (child.stdout === null) throw new Error('the process has no output');
    this.#said = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    this.#ended = once(child, 'exit');
  }

  tell(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  /** What it says next; `undefined` when it has ended. */
  async hear<T>(): Promise<T | undefined> {
    const { value, done } = await this.#said.next();
    return done === true ? undefined : (JSON.parse(value) as T);
  }

  /** All that it says until it ends. */
  async hearAll<T>(): Promise<readonly T[]> {
    const all: T[] = [];
    for (let said = await this.hear<T>(); said !== undefined; said = await this.hear<T>()) all.push(said);
    return all;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async killed(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#ended;
  }
}
