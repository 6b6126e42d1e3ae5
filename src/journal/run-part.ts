import type { AdoptedRun, RunPart } from './journal.js';

/** What of a run one of its tickets needs. */
export function partOf({ run, steps, writes, tickets }: AdoptedRun, part: RunPart): AdoptedRun {
  const isMine = ({ system, ticketId }: { readonly system: string; readonly ticketId: string | null }): boolean =>
    system === part.system && ticketId === part.ticketId;
  return {
    run,
    steps: steps.filter(({ path }) => belongs(path, part)),
    writes: writes.filter(isMine),
    tickets: tickets.filter(isMine),
  };
}

/** Where the paths of the steps for the ticket begin; `null`: nobody knows. */
export function insideOf({ path, label }: RunPart): string | null {
  return label === null ? null : `${path}[${label}]/`;
}

/** Where the paths of the steps for any ticket of the step begin. */
export function itemsOf({ path }: RunPart): string {
  return `${path}[`;
}

function belongs(path: string, part: RunPart): boolean {
  const inside = insideOf(part);
  return inside === null || path.startsWith(inside) || (part.withOuter && !path.startsWith(itemsOf(part)));
}
