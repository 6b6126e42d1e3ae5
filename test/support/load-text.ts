import { loadConfig, type ConfigSource, type LoadedConfig } from '../../src/config/config.loader.js';
import { formatProblem } from '../../src/config/config-problem.js';

/** Loads a YAML text as `config.yml`, with no environment but the given one. */
export function loadText(text: string, source: ConfigSource = {}): LoadedConfig {
  return loadConfig({ text, env: {}, dotenv: false, ...source });
}

/** The problems of a YAML text as their reader sees them. */
export function problemsOf(text: string, source: ConfigSource = {}): string[] {
  return Array.from(loadText(text, source).problems, formatProblem);
}
