import { OtaiError } from '../api/otai.error.js';

/** Why a plugin could not be loaded. The codes are part of the public API. */
export const PLUGIN_FAILURE_CODES = [
  'OTAI_PLUGIN_NOT_FOUND',
  'OTAI_PLUGIN_NOT_A_DEPENDENCY',
  'OTAI_PLUGIN_MANIFEST_INVALID',
  'OTAI_PLUGIN_VERSION',
  'OTAI_PLUGIN_API_VERSION',
  'OTAI_PLUGIN_SECOND_CORE',
  'OTAI_PLUGIN_IMPORT_FAILED',
  'OTAI_PLUGIN_NOT_A_PLUGIN',
  'OTAI_PLUGIN_FACTORY_FAILED',
  'OTAI_PLUGIN_NAME_INVALID',
  'OTAI_PLUGIN_NAME_DUPLICATE',
  'OTAI_PLUGIN_CLASS_INVALID',
  'OTAI_PLUGIN_PARAMS_INVALID',
  'OTAI_PLUGIN_INVALID',
] as const;

/** The code of one {@link PluginFailure}. */
export type PluginFailureCode = (typeof PLUGIN_FAILURE_CODES)[number];

/** One reason why one plugin could not be loaded. */
export interface PluginFailure {
  readonly code: PluginFailureCode;
  /** The package, or the class name of a factory that was handed over in code. */
  readonly package: string;
  readonly reason: string;
  /** What to do. */
  readonly hint: string;
  readonly cause?: unknown;
}

/** One or more plugins could not be loaded; nothing was started. Code `OTAI_PLUGINS_FAILED`; each failure has its own. */
export class PluginLoadError extends OtaiError {
  // Private, with getters: whoever prints an error prints its own properties too, and the message has all of this already.
  readonly #failures: readonly PluginFailure[];
  readonly #config: OtaiError | undefined;

  constructor(failures: readonly PluginFailure[], config?: OtaiError) {
    const count = failures.length === 1 ? '1 plugin problem' : `${failures.length} plugin problems`;
    const beside = config === undefined ? [] : [`beside that, ${config.message}`];
    super('OTAI_PLUGINS_FAILED', [`${count}, nothing was started:`, ...failures.map(formatPluginFailure), ...beside].join('\n'), {
      cause: failures.find((failure) => failure.cause !== undefined)?.cause,
    });
    this.#failures = failures;
    this.#config = config;
  }

  get failures(): readonly PluginFailure[] {
    return this.#failures;
  }

  /** What is wrong with the config beside that, as far as it can be known without the plugins. */
  get config(): OtaiError | undefined {
    return this.#config;
  }
}

/** One failure as two lines of text. */
export function formatPluginFailure(failure: PluginFailure): string {
  return `  ${failure.package}: ${failure.reason} (${failure.code})\n    -> ${failure.hint}`;
}
