import type { RemoteEvent } from 'open-ticket-ai';

/** What all processes that work hear. */
export interface CancelMessage {
  readonly cancel: string;
}

/** What those hear that have asked for runs: what happened in one, or that it ended. */
export type NewsMessage =
  { readonly runId: string; readonly from: string; readonly event: RemoteEvent } | { readonly runId: string; readonly ended: true };
