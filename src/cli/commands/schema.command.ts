import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { OtaiModuleOptions } from '../../module/otai.options.js';
import { configSchema } from '../../schema/config.schema.js';
import type { ApplicationOptions } from '../application-options.js';
import type { CliCommand } from '../cli-command.js';
import type { CliIo } from '../cli-io.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { surveyInstallation, warnOfFailures } from '../installation.js';

/** The options of `otai schema`. */
export interface SchemaCommandOptions extends ApplicationOptions {
  /** Where to write it. Default: the standard output. */
  readonly out?: string | undefined;
}

/** `otai schema`: the JSON Schema (draft 07) of a config with the installed plugins, for editors and other checkers. */
export class SchemaCommand implements CliCommand<SchemaCommandOptions> {
  constructor(
    private readonly io: CliIo,
    private readonly overrides: Partial<OtaiModuleOptions> = {},
  ) {}

  async execute(options: SchemaCommandOptions): Promise<ExitCode> {
    const installation = await surveyInstallation(options, this.io, this.overrides);
    warnOfFailures(this.io, installation);
    const schema = JSON.stringify(configSchema(installation.plugins.registry), null, 2);
    if (options.out === undefined) this.io.out(schema);
    else this.#write(options.out, schema);
    return EXIT.ok;
  }

  #write(file: string, schema: string): void {
    writeFileSync(resolve(this.io.cwd, file), `${schema}\n`);
    this.io.out(`${file} is written. In an editor with the YAML language server, let the config begin with`);
    this.io.out(`# yaml-language-server: $schema=${file}`);
  }
}
