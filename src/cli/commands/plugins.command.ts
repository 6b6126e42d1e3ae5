import type { OtaiModuleOptions } from '../../module/otai.options.js';
import type { ApplicationOptions } from '../application-options.js';
import type { CliCommand } from '../cli-command.js';
import type { CliIo } from '../cli-io.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { surveyInstallation } from '../installation.js';
import { listPlugins, pluginLines } from '../installed-plugins.js';
import { count, printable } from '../printable.js';

/** The options of `otai plugins`. */
export interface PluginsCommandOptions extends ApplicationOptions {
  readonly json?: boolean | undefined;
}

/** `otai plugins`: what is installed, what it brings, and what is wrong with what does not work. */
export class PluginsCommand implements CliCommand<PluginsCommandOptions> {
  constructor(
    private readonly io: CliIo,
    private readonly overrides: Partial<OtaiModuleOptions> = {},
  ) {}

  async execute(options: PluginsCommandOptions): Promise<ExitCode> {
    const plugins = listPlugins(await surveyInstallation(options, this.io, this.overrides), this.io.cwd);
    const broken = plugins.filter(({ problems }) => problems.length > 0);
    if (options.json === true) this.io.out(JSON.stringify(plugins, null, 2));
    else {
      for (const plugin of plugins) this.io.out(printable(`${pluginLines(plugin).join('\n')}\n`));
      this.io.out(`${count(plugins.length, 'plugin')}${broken.length === 0 ? '' : `, ${broken.length} broken`}`);
    }
    return broken.length === 0 ? EXIT.ok : EXIT.failed;
  }
}
