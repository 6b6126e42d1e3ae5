import { OtaiError } from '../../api/otai.error.js';
import type { CompiledPipeline } from '../../pipeline/compiled-pipeline.js';
import type { RunOptions } from '../../pipeline/run.js';
import { TriggerScheduler } from '../../pipeline/trigger.scheduler.js';
import type { CliIo } from '../cli-io.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { Deferred } from './deferred.js';
import { recoveryFor } from './recovery-for.js';
import type { RunningApplication } from './running-application.js';
import type { StopSignals } from './stop-signals.js';
import { WatchedExecutor } from './watched.executor.js';

/** What is watched, and until when. */
export interface WatchOptions {
  readonly names: readonly string[];
  readonly runOptions: RunOptions;
  readonly stop: StopSignals;
  readonly io: CliIo;
}

/** Starts the triggers of the named pipelines, and stops them when somebody asks for it. Runs at work go on: closing the application waits for them. */
export async function watchTriggers(app: RunningApplication, { names, runOptions, stop, io }: WatchOptions): Promise<ExitCode> {
  const pipelines = app.compiled.filter(({ name, trigger }) => names.includes(name) && trigger !== undefined);
  if (pipelines.length === 0) throw nothingToWaitFor();
  const fatal = new Deferred<ExitCode>();
  const executor = new WatchedExecutor(app.executor, { options: runOptions, onFatal: () => fatal.resolve(EXIT.failed) });
  const scheduler = new TriggerScheduler(pipelines, executor, { clock: app.clock, journal: app.journal });
  const recovery = recoveryFor(app, { names, runOptions, executor });
  recovery?.start();
  await scheduler.start();
  io.err(`waiting for ${pipelines.map(describe).join(', ')} (Ctrl-C to stop)`);
  const code = await Promise.race([stop.finish.then(() => EXIT.ok), fatal.promise]);
  recovery?.stop();
  await scheduler.stop();
  return code;
}

function describe({ name, entry }: CompiledPipeline): string {
  return `${name} (${entry.trigger?.use})`;
}

function nothingToWaitFor(): OtaiError {
  return new OtaiError('OTAI_CLI_NO_TRIGGER', 'none of the pipelines has a trigger, so there is nothing to wait for', {
    hint: 'run them with --once, or give them a trigger: { use: base:interval, params: { every: 60s } }',
  });
}
