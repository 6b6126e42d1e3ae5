/** The signals that ask a command to stop. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** All a command sees of its process, so that a test needs none. */
export interface CliIo {
  /** Writes lines to the standard output: what the command was asked for. */
  out(text: string): void;
  /** Writes lines to the standard error: errors, warnings, what somebody should know beside the answer. */
  err(text: string): void;
  /** Shows one line that the next output replaces. Does nothing without a terminal. */
  status(text: string): void;
  /** Whether people are watching: both outputs are a terminal. */
  readonly isTty: boolean;
  /** The width to keep to, in columns. */
  readonly columns: number;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls back at each stop signal, and keeps the process alive through it. Returns what ends this. */
  onSignal(listener: (signal: StopSignal) => void): () => void;
}
