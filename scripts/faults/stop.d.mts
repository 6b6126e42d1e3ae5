/** How a process is asked to stop, and the codes that are right. */
export interface Stop {
  readonly signals: readonly [NodeJS.Signals, NodeJS.Signals?];
  readonly code: number;
  readonly others?: readonly number[];
  readonly args?: readonly string[];
}

/** What has to be there of a process. */
export interface StoppedProcess {
  readonly name: string;
  readonly logFile: string;
  readonly output: string;
  readonly isAlive: boolean;
  readonly isDone: boolean;
  readonly isExcused: boolean;
  readonly ended: Promise<void>;
  readonly child: { readonly exitCode: number | null; readonly signalCode: NodeJS.Signals | null };
  tell(signal: NodeJS.Signals): boolean;
  goneWithin(milliseconds: number): Promise<number | undefined>;
}

export const STOPS: Readonly<Record<'sigterm' | 'sigterm_twice' | 'sigint_twice' | 'once_sigterm' | 'once_sigint', Stop>>;
export function stop(
  otai: StoppedProcess,
  how?: Stop,
  betweenMs?: number,
): Promise<readonly { readonly kind: string; readonly what: string }[]>;
