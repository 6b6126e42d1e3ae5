import { createHash } from 'node:crypto';
import type { ItemKey } from 'open-ticket-ai';

/** The queues of the fleet itself: schedules, duties, news of runs. No pipeline's queue has such a name, for none has an @. */
export const CONTROL_QUEUE = '@schedules';
export const LEAD_QUEUE = '@duties';
export const NEWS_QUEUE = '@news';
export const CANCEL_QUEUE = '@cancellations';

/** The jobs of a pipeline's queue: a schedule's firing, a run, a ticket of a run. */
export const JOBS = { tick: 'tick', run: 'run', ticket: 'ticket' } as const;

/** The queue of a pipeline: its name, as far as BullMQ allows. */
export function queueName(pipeline: string): string {
  return encodeURIComponent(pipeline);
}

/** The job of one ticket: in one version, for one pipeline, in one run. Whoever adds it a second time adds nothing. */
export function ticketJobId(runId: string, { path, system, ticketId, workId }: ItemKey): string {
  return `ticket-${digest(runId, path, system, ticketId, workId)}`;
}

/** The run that a schedule's firing starts, the same however often the firing is worked on. It looks like any other run's id. */
export function runIdOf(tickId: string): string {
  const hex = createHash('sha256').update(tickId).digest('hex');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 24);
}
