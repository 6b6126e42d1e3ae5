/** What a command's exit code says. */
export const EXIT = {
  /** All went well. */
  ok: 0,
  /** A run failed, a config is invalid, a plugin is broken. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** Stopped by Ctrl-C before the work was done. */
  interrupted: 130,
  /** Stopped by SIGTERM before the work was done. */
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
