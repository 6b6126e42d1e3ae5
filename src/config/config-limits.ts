/** Bounds on what a config may make the reader do. A config within them is read in well under a second. */
export interface ConfigLimits {
  /** Size of the file. Default 1 MiB. */
  readonly maxBytes: number;
  /** Levels of nesting, aliases expanded. Default 100. */
  readonly maxDepth: number;
  /** How often aliases (`*name`) may be used. Default 100. */
  readonly maxAliases: number;
  /** Keys, list items and values, aliases expanded. Default 200,000. */
  readonly maxNodes: number;
}

export const DEFAULT_LIMITS: ConfigLimits = { maxBytes: 1024 * 1024, maxDepth: 100, maxAliases: 100, maxNodes: 200_000 };
