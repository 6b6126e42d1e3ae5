import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { OtaiConfig } from '../../config/otai-config.js';
import type { RunDetails } from '../../journal/journal.js';
import { ENV_READER } from '../../module/boot.providers.js';
import type { OtaiModuleOptions } from '../../module/otai.options.js';
import type { CompiledPipeline } from '../../pipeline/compiled-pipeline.js';
import type { ReplayReport } from '../../pipeline/replay/replay-report.js';
import { replayRun } from '../../pipeline/replay/replay-run.js';
import type { EnvReader } from '../../templating/template-scope.js';
import { toModuleOptions, type ApplicationOptions } from '../application-options.js';
import type { CliCommand } from '../cli-command.js';
import type { CliIo } from '../cli-io.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { withJournal } from '../journal/config-journal.js';
import { readRecordedRun } from '../replay/recorded-run.reader.js';
import { redactedReport } from '../replay/redacted-report.js';
import { printReplay } from '../replay/replay.printer.js';
import { RunningApplication } from '../run/running-application.js';
import { findRun } from '../runs/find-run.js';
import { selectNames } from '../select-names.js';

/** The options of `otai replay`. */
export interface ReplayCommandOptions extends ApplicationOptions {
  /** The id of a run, the beginning of it, or a file that `otai runs show --json` has printed. */
  readonly run: string;
  readonly json?: boolean | undefined;
}

/** `otai replay`: runs a recorded run again, offline and without any effect, and says what would be different now. */
export class ReplayCommand implements CliCommand<ReplayCommandOptions> {
  constructor(
    private readonly io: CliIo,
    private readonly overrides: Partial<OtaiModuleOptions> = {},
  ) {}

  async execute(options: ReplayCommandOptions): Promise<ExitCode> {
    const module = toModuleOptions(options, this.io, this.overrides);
    const isFile = existsSync(resolve(this.io.cwd, options.run));
    const details = isFile
      ? readRecordedRun(this.io.cwd, options.run)
      : await withJournal(module, ({ journal }) => findRun(journal, options.run));
    const replayed = await replay(module, details, this.io);
    const report = isFile ? redactedReport(replayed) : replayed;
    if (options.json === true) this.io.out(JSON.stringify(report, null, 2));
    else printReplay(this.io, report);
    return report.isSame ? EXIT.ok : EXIT.failed;
  }
}

/** The application is built for it, and nothing of it is opened; what is remembered meanwhile is forgotten. */
async function replay(module: OtaiModuleOptions, details: RunDetails, io: CliIo): Promise<ReplayReport> {
  const name = details.run.pipeline;
  let storesTexts = false;
  const check = ({ pipelines, infrastructure }: OtaiConfig): void => {
    storesTexts = infrastructure.journal.storeTexts;
    const names = pipelines.map((pipeline) => pipeline.name);
    selectNames(names, [name]);
  };
  const app = await RunningApplication.start({ ...module, journal: 'memory' }, io, { check, offline: true });
  try {
    const pipeline = app.compiled.find((compiled) => compiled.name === name) as CompiledPipeline;
    return await replayRun(details, { pipeline, env: app.get<EnvReader>(ENV_READER), storesTexts });
  } finally {
    await app.close();
  }
}
