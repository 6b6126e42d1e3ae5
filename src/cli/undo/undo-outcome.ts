import type { UndoPlan } from '../../pipeline/writes/undo.js';
import type { CurrentTickets } from './current-tickets.js';
import type { FailedRestoration } from './undo-run.js';

/** What became of an undo, or would in a dry run. */
export interface UndoOutcome extends UndoPlan, Pick<CurrentTickets, 'unreadable'> {
  /** The run that was to be taken back. */
  readonly runId: string;
  /** The run that did it, when there was anything to do. */
  readonly undoRunId: string;
  readonly dryRun: boolean;
  readonly failed: readonly FailedRestoration[];
}
