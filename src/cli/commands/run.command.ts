import type { OtaiConfig } from '../../config/otai-config.js';
import type { OtaiModuleOptions } from '../../module/otai.options.js';
import type { RunOptions } from '../../pipeline/run.js';
import { toModuleOptions, type ApplicationOptions } from '../application-options.js';
import type { CliCommand } from '../cli-command.js';
import type { CliIo } from '../cli-io.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { count } from '../printable.js';
import { fleetOptions, startsTriggers, waitForJobs } from '../run/fleet-role.js';
import { recoveryFor } from '../run/recovery-for.js';
import { RunWatcher } from '../run/run-watcher.js';
import { RunningApplication } from '../run/running-application.js';
import { StopSignals } from '../run/stop-signals.js';
import { watchTriggers } from '../run/watch-triggers.js';
import { selectNames } from '../select-names.js';
import { UsageError } from '../usage.error.js';

/** How long a step at work may take to end after a signal, milliseconds. */
const SHUTDOWN_GRACE_MS = 30_000;

/** The options of `otai run`. */
export interface RunCommandOptions extends ApplicationOptions {
  /** Only these pipelines. Default: all. */
  readonly pipeline?: readonly string[] | undefined;
  /** Run each pipeline once, instead of waiting for triggers. */
  readonly once?: boolean | undefined;
  /** Run on this one ticket; implies `once`. */
  readonly ticket?: string | undefined;
  /** Also tickets that are done, failed or wait. */
  readonly again?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  /** What the process does in a fleet. Default: everything; with `once`, all but starting triggers. */
  readonly role?: string | undefined;
  readonly json?: boolean | undefined;
  readonly debug?: boolean | undefined;
}

/** `otai run`: runs the pipelines of a config, once or whenever their triggers fire, and shows what they do. */
export class RunCommand implements CliCommand<RunCommandOptions> {
  constructor(
    private readonly io: CliIo,
    private readonly overrides: Partial<OtaiModuleOptions> = {},
  ) {}

  async execute(options: RunCommandOptions): Promise<ExitCode> {
    if (options.again === true && !isOnce(options))
      throw new UsageError('--again would take the same tickets each time a trigger fires', 'say --once, or --ticket with the id of one');
    const stop = new StopSignals(this.io);
    const cancel = new AbortController();
    try {
      return await Promise.race([this.#run(options, stop, cancel.signal), stop.atOnce]);
    } finally {
      cancel.abort(new Error('the command was stopped'));
      stop.close();
    }
  }

  async #run(options: RunCommandOptions, stop: StopSignals, signal: AbortSignal): Promise<ExitCode> {
    const { io } = this;
    let names: readonly string[] = [];
    const check = ({ pipelines }: OtaiConfig): void => {
      const all = pipelines.map(({ name }) => name);
      names = selectNames(all, options.pipeline);
    };
    const once = isOnce(options);
    const module = { ...toModuleOptions(options, io, this.overrides), ...fleetOptions(options) };
    const app = await RunningApplication.start(module, io, { debug: options.debug, check, fleetRole: once ? 'worker' : 'all' });
    try {
      const watcher = new RunWatcher(io, { json: options.json ?? false, quietRuns: once });
      const subscription = app.pipelines.events$.subscribe(watcher.watch);
      void stop.finish.then(() => this.#announceStop(watcher.running));
      // A run that can go on later stops before its next step; another goes on to its end.
      void stop.finish.then(() => app.executor.drain(SHUTDOWN_GRACE_MS));
      const runOptions: RunOptions = { dryRun: options.dryRun, ticket: options.ticket, again: options.again, signal };
      const wait = startsTriggers(options) ? watchTriggers : waitForJobs;
      const code = await (once ? runOnce(app, { names, runOptions, stop }) : wait(app, { names, runOptions, stop, io }));
      await app.close();
      subscription.unsubscribe();
      return code;
    } catch (error) {
      await app.close();
      throw error;
    }
  }

  #announceStop(running: number): void {
    this.io.err(running === 0 ? 'stopping…' : `finishing ${count(running, 'run')}… (Ctrl-C again to stop at once)`);
  }
}

function isOnce({ once, ticket }: RunCommandOptions): boolean {
  return once === true || ticket !== undefined;
}

interface OnceOptions {
  readonly names: readonly string[];
  readonly runOptions: RunOptions;
  readonly stop: StopSignals;
}

/** One pipeline after the other, each to its end, after those that were interrupted before; after a signal none is begun. */
async function runOnce(app: RunningApplication, { names, runOptions, stop }: OnceOptions): Promise<ExitCode> {
  const resumed = (await recoveryFor(app, { names, runOptions })?.resumeAll()) ?? [];
  let failed = resumed.some((result) => result.failed);
  for (const name of names) {
    if (stop.requested) return EXIT.interrupted;
    failed = (await app.pipelines.run(name, runOptions)).failed || failed;
  }
  if (stop.requested) return EXIT.interrupted;
  return failed ? EXIT.failed : EXIT.ok;
}
