import type { OtaiModuleOptions } from '../../module/otai.options.js';
import { toModuleOptions, type ApplicationOptions } from '../application-options.js';
import type { CliCommand } from '../cli-command.js';
import type { CliIo } from '../cli-io.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { withJournal } from '../journal/config-journal.js';
import { findRun } from '../runs/find-run.js';
import { recordToJson } from '../runs/run-json.js';
import { runReport } from '../runs/run-report.js';

/** The options of `otai runs show`. */
export interface RunsShowCommandOptions extends ApplicationOptions {
  /** The id, or its beginning. */
  readonly id: string;
  /** The record, as it is attached to a bug report. */
  readonly json?: boolean | undefined;
}

/** `otai runs show`: everything that is remembered of a run. */
export class RunsShowCommand implements CliCommand<RunsShowCommandOptions> {
  constructor(
    private readonly io: CliIo,
    private readonly overrides: Partial<OtaiModuleOptions> = {},
  ) {}

  async execute(options: RunsShowCommandOptions): Promise<ExitCode> {
    await withJournal(toModuleOptions(options, this.io, this.overrides), async ({ journal, config }) => {
      const details = await findRun(journal, options.id);
      this.io.out(options.json === true ? recordToJson(details, config) : runReport(details));
    });
    return EXIT.ok;
  }
}
