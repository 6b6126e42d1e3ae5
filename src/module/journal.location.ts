import { basename, extname, join } from 'node:path';
import type { LoadedConfig } from '../config/config.loader.js';
import type { OtaiModuleOptions } from './otai.options.js';

/** Where runs are remembered when the config does not say: in a file of their own beside a config file; a config without a file has no place for one. */
export function defaultJournalUrl({ config, text }: OtaiModuleOptions, { baseDir }: Pick<LoadedConfig, 'baseDir'>): string {
  if (text !== undefined || typeof config === 'object') return 'memory';
  const file = config ?? 'config.yml';
  return `sqlite:${join(baseDir, '.otai', `${basename(file, extname(file))}.db`)}`;
}
