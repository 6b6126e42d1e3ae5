import type { ConfigPath } from './config-path.js';
import type { ConfigProblem } from './config-problem.js';
import type { OtaiConfig } from './otai-config.js';
import type { Locate } from './source-location.js';

/** What a config says that has no effect, or less than its author may think. */
export function findConfigWarnings(config: OtaiConfig, locate: Locate): readonly ConfigProblem[] {
  const warn = (path: ConfigPath, message: string, hint: string): ConfigProblem => ({
    code: 'no_effect',
    path,
    message,
    hint,
    location: locate(path, 'key'),
  });
  const warnings: ConfigProblem[] = [];
  if (config.infrastructure.logging.logToFile)
    warnings.push(
      warn(['infrastructure', 'logging', 'log_to_file'], 'has no effect: logs go to the standard output', 'redirect it to a file'),
    );
  if (config.pipelines.length === 0)
    warnings.push(warn([], 'the config has no pipelines, so nothing will run', 'add pipelines: with at least one'));
  return warnings;
}
