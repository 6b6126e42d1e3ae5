import 'reflect-metadata';
import type { OtaiModuleOptions } from '../../module/otai.options.js';
import { toModuleOptions, type ApplicationOptions } from '../application-options.js';
import { checkApplication, type CheckedApplication } from '../check/checked-application.js';
import { explainPipelines } from '../check/explained-pipelines.js';
import { checkToJson } from '../check/check-json.js';
import { printCheck } from '../check/check.printer.js';
import type { CliCommand } from '../cli-command.js';
import type { CliIo } from '../cli-io.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { journalOf } from '../journal/config-journal.js';
import { printable } from '../printable.js';

/** The options of `otai validate`. */
export interface ValidateCommandOptions extends ApplicationOptions {
  readonly json?: boolean | undefined;
  /** Also show the pipelines with the params they will have. */
  readonly explain?: boolean | undefined;
}

/** `otai validate`: says everything that is wrong with a config and its plugins, without starting or connecting anything. */
export class ValidateCommand implements CliCommand<ValidateCommandOptions> {
  constructor(
    private readonly io: CliIo,
    private readonly overrides: Partial<OtaiModuleOptions> = {},
  ) {}

  async execute(options: ValidateCommandOptions): Promise<ExitCode> {
    const module = toModuleOptions(options, this.io, this.overrides);
    const checked = await checkApplication(module, this.io);
    if (options.json === true) this.io.out(JSON.stringify(checkToJson(checked), null, 2));
    else printCheck(this.io, checked);
    if (options.json !== true && options.explain === true) this.#explain(checked, module);
    return checked.valid ? EXIT.ok : EXIT.failed;
  }

  #explain({ application, valid }: CheckedApplication, module: OtaiModuleOptions): void {
    if (application === undefined || !valid) return;
    const { location } = journalOf(module, application.loaded);
    this.io.out(`\n${printable(explainPipelines(application, location))}`);
  }
}
