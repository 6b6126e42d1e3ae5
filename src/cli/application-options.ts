import type { OtaiModuleOptions } from '../module/otai.options.js';
import type { CliIo } from './cli-io.js';

/** The options that every command about an application has. */
export interface ApplicationOptions {
  /** Default `config.yml`. */
  readonly config?: string | undefined;
  /** Default: `.env` beside the config or in the working directory. */
  readonly envFile?: string | undefined;
}

/** Where an application comes from, for a command line and its process. Whatever `overrides` says wins: plugins, for one who embeds the command. */
export function toModuleOptions(
  { config, envFile }: ApplicationOptions,
  io: CliIo,
  overrides: Partial<OtaiModuleOptions>,
): OtaiModuleOptions {
  return { config: config ?? 'config.yml', dotenv: envFile, cwd: io.cwd, hostDir: io.cwd, env: io.env, ...overrides };
}
