/** Whether a pipeline takes work: `draining` ends what was begun and begins nothing, `paused` does nothing. */
export type PipelineState = 'running' | 'draining' | 'paused';

/** How much there is to do for one pipeline in the whole fleet. */
export interface PipelineLoad {
  readonly pipeline: string;
  readonly state: PipelineState;
  /** Jobs that wait for a worker. */
  readonly waiting: number;
  /** How long the oldest of them has been there, milliseconds; `null`: none waits. */
  readonly oldestMs: number | null;
  /** Jobs that workers are at work on. */
  readonly active: number;
  /** Jobs that wait for a time: for their next attempt, or for a worker of their version. */
  readonly delayed: number;
  /** Runs whose tickets are at work, or wait. */
  readonly runs: number;
  /** Jobs of tickets that were given up, and whose tickets are, or are about to be, in quarantine. */
  readonly givenUp: number;
  /** When its schedule fires next, milliseconds since 1970; `null`: it has none. */
  readonly nextAt: number | null;
}

/** A process that works on jobs. */
export interface FleetWorker {
  readonly host: string;
  readonly pid: number;
  /** The pipelines it works on. */
  readonly pipelines: readonly string[];
  /** Those that it has in another version than the process that asks. */
  readonly otherVersions: readonly string[];
}

/** What a fleet does at the moment. */
export interface FleetStatus {
  readonly pipelines: readonly PipelineLoad[];
  readonly workers: readonly FleetWorker[];
}

/** What a person can ask of a fleet, whichever process he asks. */
export interface FleetOperations {
  status(): Promise<FleetStatus>;
  /** No job of these pipelines is begun any more. What workers are at work on, they end. */
  pause(pipelines: readonly string[]): Promise<void>;
  /** No run of these pipelines is begun by triggers any more. What was begun comes to its end. */
  drain(pipelines: readonly string[]): Promise<void>;
  /** Takes both back. */
  resume(pipelines: readonly string[]): Promise<void>;
  /** Forgets the jobs that were given up, and whose tickets have left quarantine since. The fleet does so by itself, too, after a while. */
  tidy(pipelines: readonly string[]): Promise<void>;
}
