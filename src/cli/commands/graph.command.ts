import 'reflect-metadata';
import { selectNames } from '../select-names.js';
import type { OtaiModuleOptions } from '../../module/otai.options.js';
import { toModuleOptions, type ApplicationOptions } from '../application-options.js';
import { printCheck } from '../check/check.printer.js';
import { checkApplication } from '../check/checked-application.js';
import type { CliCommand } from '../cli-command.js';
import type { CliIo } from '../cli-io.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { mermaid } from '../mermaid.js';

/** The options of `otai graph`. */
export interface GraphCommandOptions extends ApplicationOptions {
  /** Only these pipelines. Default: all. */
  readonly pipeline?: readonly string[] | undefined;
}

/** `otai graph`: the pipelines of a valid config as a Mermaid flowchart. */
export class GraphCommand implements CliCommand<GraphCommandOptions> {
  constructor(
    private readonly io: CliIo,
    private readonly overrides: Partial<OtaiModuleOptions> = {},
  ) {}

  async execute(options: GraphCommandOptions): Promise<ExitCode> {
    const checked = await checkApplication(toModuleOptions(options, this.io, this.overrides), this.io);
    const { application } = checked;
    if (!checked.valid || application === undefined) {
      const toErrors = (text: string): void => this.io.err(text);
      printCheck({ out: toErrors, err: toErrors }, checked);
      return EXIT.failed;
    }
    const { pipelines } = application.loaded.config;
    const names = selectNames(
      pipelines.map(({ name }) => name),
      options.pipeline,
    );
    this.io.out(
      mermaid(
        pipelines.filter(({ name }) => names.includes(name)),
        application.plugins.registry,
      ),
    );
    return EXIT.ok;
  }
}
