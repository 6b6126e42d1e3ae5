import { ConfigError } from '../../config/config.error.js';
import type { ConfigProblem } from '../../config/config-problem.js';
import type { OtaiConfig } from '../../config/otai-config.js';
import { normalizePluginName } from '../../discovery/component.js';
import { cleanUpPlugins } from '../../discovery/plugin.discovery.js';
import type { PluginFailure } from '../../discovery/plugin-load.error.js';
import { surveyApplication, type SurveyedApplication } from '../../module/load-application.js';
import type { OtaiModuleOptions } from '../../module/otai.options.js';
import { compileApplication } from '../../pipeline/application.compiler.js';
import type { CliIo } from '../cli-io.js';
import { CliLogger } from '../cli.logger.js';
import { valueAt } from './value-at.js';

/** Everything that can be said of a config without starting anything. */
export interface CheckedApplication {
  /** What messages call the config. */
  readonly name: string;
  readonly valid: boolean;
  readonly problems: readonly ConfigProblem[];
  /** Gives the lines around a problem. `undefined` without problems. */
  readonly error: ConfigError | undefined;
  readonly warnings: readonly ConfigProblem[];
  readonly failures: readonly PluginFailure[];
  /** `undefined` when the config could not even be read. */
  readonly application: SurveyedApplication | undefined;
}

/** Reads a config, loads its plugins and compiles it, and collects what is wrong. The plugins are cleaned up before it returns. */
export async function checkApplication(options: OtaiModuleOptions, io: CliIo): Promise<CheckedApplication> {
  CliLogger.install(io, 'warn');
  const name = typeof options.config === 'string' ? options.config : (options.fileName ?? 'config.yml');
  try {
    const application = await surveyApplication(options);
    const { loaded, plugins } = application;
    compileApplication(loaded, plugins.registry, (variable) => loaded.env[variable]);
    await cleanUpPlugins(plugins.plugins);
    return { name, ...judge(application), application };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { name, valid: false, problems: error.problems, error, warnings: [], failures: [], application: undefined };
  }
}

function judge({
  loaded,
  plugins,
}: SurveyedApplication): Pick<CheckedApplication, 'valid' | 'problems' | 'error' | 'warnings' | 'failures'> {
  const { failures } = plugins;
  const problems = [...loaded.problems].filter((problem) => !isExplainedBy(failures, problem, loaded.config));
  const error = problems.length === 0 ? undefined : loaded.problems.toError();
  return { valid: error === undefined && failures.length === 0, problems, error, warnings: loaded.warnings, failures };
}

const UNKNOWN_COMPONENT = ['unknown_pipe', 'unknown_trigger', 'unknown_service_component'];

/** A component is unknown because its plugin could not be loaded: that is said already. */
function isExplainedBy(failures: readonly PluginFailure[], { code, path }: ConfigProblem, config: OtaiConfig): boolean {
  const use = UNKNOWN_COMPONENT.includes(code) ? valueAt(config, path) : undefined;
  if (typeof use !== 'string' || !use.includes(':')) return false;
  const plugin = normalizePluginName(use.slice(0, use.indexOf(':')));
  return failures.some((failure) => normalizePluginName(failure.package.replace(/^@[^/]+\//, '')) === plugin);
}
