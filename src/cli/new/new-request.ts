/** What `otai new` can make. */
export const NEW_KINDS = ['plugin', 'app', 'pipe', 'service', 'trigger'] as const;
export type NewKind = (typeof NEW_KINDS)[number];

/** One wish: `otai new <kind> <name>`. */
export interface NewRequest {
  readonly kind: NewKind;
  /** As it was typed. */
  readonly name: string;
  /** The folder to work in. */
  readonly cwd: string;
}

/** A file that is to be made, or to be changed where it exists already. */
export interface PlannedFile {
  /** From the plan's `root`, with `/`. */
  readonly path: string;
  readonly text: string;
  /** True: the file exists, and this is what it will be. */
  readonly isChange?: boolean;
}

/** All that a wish comes down to. Nothing has been written yet. */
export interface NewPlan {
  /** The folder the files are in. */
  readonly root: string;
  readonly files: readonly PlannedFile[];
  /** What is left for the person to do, a line each. */
  readonly next: readonly string[];
}
