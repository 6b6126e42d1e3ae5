import { loadConfig, type LoadedConfig } from '../config/config.loader.js';
import { discoverPlugins, surveyPlugins, type PluginSet, type PluginSurvey } from '../discovery/plugin.discovery.js';
import { PluginLoadError } from '../discovery/plugin-load.error.js';
import type { OtaiModuleOptions } from './otai.options.js';
import { pluginSources } from './plugin-sources.js';

/** An application as far as it is known without Nest: its config, and the plugins with their components. Nothing has been built or opened. */
export interface LoadedApplication {
  readonly loaded: LoadedConfig;
  readonly plugins: PluginSet;
}

/**
 * Reads the config and loads the plugins.
 *
 * @throws ConfigError (as a rejection) when the config cannot be read at all
 * @throws PluginLoadError (as a rejection) with everything that is wrong with the plugins, and what is known to be wrong with the config
 */
export async function loadApplication(options: OtaiModuleOptions): Promise<LoadedApplication> {
  const loaded = loadConfigOf(options);
  try {
    return { loaded, plugins: await discoverPlugins(pluginSources(options, loaded)) };
  } catch (error) {
    if (!(error instanceof PluginLoadError) || loaded.problems.isEmpty) throw error;
    throw new PluginLoadError(error.failures, loaded.problems.toError());
  }
}

/** An application to be reported on. */
export interface SurveyedApplication extends LoadedApplication {
  /** With the failures of those that could not be loaded. Clean them up when you are done. */
  readonly plugins: PluginSurvey;
}

/** Does the same, but goes on when plugins fail. */
export async function surveyApplication(options: OtaiModuleOptions): Promise<SurveyedApplication> {
  const loaded = loadConfigOf(options);
  return { loaded, plugins: await surveyPlugins(pluginSources(options, loaded)) };
}

function loadConfigOf(options: OtaiModuleOptions): LoadedConfig {
  return loadConfig({ ...options, config: options.config ?? (options.text === undefined ? 'config.yml' : undefined) });
}
