import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatPluginFailure } from '../discovery/plugin-load.error.js';
import { cleanUpPlugins } from '../discovery/plugin.discovery.js';
import { surveyApplication, type SurveyedApplication } from '../module/load-application.js';
import type { OtaiModuleOptions } from '../module/otai.options.js';
import { toModuleOptions, type ApplicationOptions } from './application-options.js';
import type { CliIo } from './cli-io.js';
import { CliLogger } from './cli.logger.js';
import { printable } from './printable.js';

/**
 * The plugins that are installed, for commands that ask what there is: those the config allows where there is one, else all.
 * They are cleaned up already; their classes are there to be read.
 */
export async function surveyInstallation(
  options: ApplicationOptions,
  io: CliIo,
  overrides: Partial<OtaiModuleOptions>,
): Promise<SurveyedApplication> {
  CliLogger.install(io, 'warn');
  const hasConfig = options.config !== undefined || existsSync(join(io.cwd, 'config.yml'));
  const module = toModuleOptions(options, io, overrides);
  const application = await surveyApplication(hasConfig ? module : { ...module, config: undefined, text: 'otai:' });
  await cleanUpPlugins(application.plugins.plugins);
  return application;
}

/** Says on the standard error which plugins are left out of the answer. */
export function warnOfFailures(io: CliIo, { plugins }: SurveyedApplication): void {
  for (const failure of [...plugins.failures, ...plugins.warnings]) {
    io.err(printable(`warning: a plugin is left out\n${formatPluginFailure(failure)}`));
  }
}
