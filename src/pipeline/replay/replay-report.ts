import type { RunState, StepRecord, WriteOperation } from '../../journal/journal-records.js';
import type { PipeResult } from '../../api/pipe-result.js';
import type { RecordedFields } from '../writes/recorded-fields.js';

/** A step in the record and in the replay. */
export interface ReplayedStep {
  readonly path: string;
  /** `null`: the record does not have the step. */
  readonly recorded: StepRecord['state'] | null;
  /** `null`: the replay did not come by the step. */
  readonly replayed: PipeResult['status'] | null;
  /** Why the replay's ended as it did, unless it succeeded. */
  readonly reason: string | null;
  /**
   * `same`: it ended in the same way. `restored`: it was not executed, its result is that of the record. `gap`: the record does not have what it
   * gave, so that it and what follows from it cannot be told.
   */
  readonly verdict: 'same' | 'restored' | 'differs' | 'gap';
}

/** A write in the record and in the replay. */
export interface ReplayedWrite {
  readonly path: string;
  readonly system: string;
  readonly ticketId: string | null;
  readonly operation: WriteOperation;
  /** What the write made of the fields it names; `null`: there is no such write. */
  readonly recorded: RecordedFields | null;
  readonly replayed: RecordedFields | null;
  readonly verdict: 'same' | 'differs';
}

/** What became of a recorded run when it was run again offline. */
export interface ReplayReport {
  readonly runId: string;
  readonly pipeline: string;
  /** Whether the pipeline is another than it was when the run was recorded. */
  readonly isChanged: boolean;
  readonly recorded: RunState;
  readonly replayed: PipeResult['status'];
  /** In the order in which they came; at the end those that the replay did not come by. */
  readonly steps: readonly ReplayedStep[];
  readonly writes: readonly ReplayedWrite[];
  /** Whether every step and every write is the same. */
  readonly isSame: boolean;
}
