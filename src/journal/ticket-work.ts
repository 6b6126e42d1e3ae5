import { randomUUID } from 'node:crypto';
import type { ClaimCandidate, ClaimRequest, ClaimVerdict, TicketSettled } from './journal.js';
import type { TicketRecord, TicketVersion } from './journal-records.js';

/** A clock that shows less than this before the last change was only set a little wrong; one that shows more has been set back. */
const CLOCKS_DIFFER = 60_000;

/** Names a ticket's record: where it stands with one pipeline. */
export type TicketKey = Pick<TicketRecord, 'pipeline' | 'system' | 'ticketId'>;

/**
 * What becomes of a claim, by the ticket's record alone. The one place that decides it, whatever the records are kept in.
 *
 * @param isBusy - another unfinished run has claimed the ticket, of whichever pipeline
 * @param newWorkId - makes what tells new work from all other
 */
export function judge(
  request: ClaimRequest,
  candidate: ClaimCandidate,
  { record, isBusy }: TicketStanding,
  newWorkId: () => string = randomUUID,
): ClaimVerdict {
  const { ticketId } = candidate;
  if (isBusy) return { verdict: 'busy', ticketId, record };
  if (record === undefined) return claimed(request, candidate, { record: firstWork(request, candidate, newWorkId()), isNewWork: true });
  if (record.state === 'quarantined') return { verdict: 'quarantined', ticketId, record };
  if (isMine(request, record)) return { verdict: 'claimed', ticketId, record, isNewWork: false };
  if (isNews(candidate, record) || isAskedAgain(request, record))
    return claimed(request, candidate, { record: anew(record, newWorkId()), isNewWork: true });
  if (record.state === 'done') return { verdict: isAsItWas(record.version, candidate.version) ? 'done' : 'unsure', ticketId, record };
  if (!request.impatient && isPaused(record, request.at)) return { verdict: 'paused', ticketId, record };
  return claimed(request, candidate, { record, isNewWork: false });
}

/** What is known of a ticket when a run wants it. */
export interface TicketStanding {
  readonly record: TicketRecord | undefined;
  readonly isBusy: boolean;
}

interface ClaimedWork {
  readonly record: TicketRecord;
  readonly isNewWork: boolean;
}

/**
 * The version is kept with the claim: a run that goes on after an interruption must know which one it works on, and whoever comes after it,
 * that the ticket has had writes of this work.
 */
function claimed(
  { runId, at }: ClaimRequest,
  { ticketId, version: seen }: ClaimCandidate,
  { record, isNewWork }: ClaimedWork,
): ClaimVerdict {
  const isWritten = !isNewWork && record.version?.written === true;
  const version = isWritten && !seen.written ? { ...seen, written: true } : seen;
  return { verdict: 'claimed', ticketId, record: { ...record, state: 'claimed', runId, version, changedAt: at }, isNewWork };
}

function firstWork({ pipeline, runId, at }: ClaimRequest, { system, ticketId }: ClaimCandidate, workId: string): TicketRecord {
  // Written out: this is done for every ticket, and a spread takes several times as long.
  return { pipeline, system, ticketId, runId, workId, state: 'open', failures: 0, error: null, notBefore: 0, version: null, changedAt: at };
}

/** News about a ticket is another piece of work: its notes are not those of the last. */
function anew(record: TicketRecord, workId: string): TicketRecord {
  return { ...record, workId, failures: 0, error: null, notBefore: 0 };
}

/** A run that goes on after an interruption asks again for what it has. */
function isMine({ runId }: ClaimRequest, record: TicketRecord): boolean {
  return record.state === 'claimed' && record.runId === runId;
}

/** Work that is not done goes on, whatever is new; and what is news since one piece of work may have been seen by another that came since. */
function isNews({ isNews: wanted, since }: ClaimCandidate, { state, workId }: TicketRecord): boolean {
  return wanted && state === 'done' && (since ?? workId) === workId;
}

/** One that was left without being done is no less open because a person asks: what it has had of writes still holds. */
function isAskedAgain({ again }: ClaimRequest, { state }: TicketRecord): boolean {
  return again && (state === 'done' || state === 'failed');
}

/** A pause that began in the future was measured by a clock that has been set back since: nobody knows what is left of it. */
function isPaused({ notBefore, changedAt }: TicketRecord, at: number): boolean {
  return at < notBefore && at > changedAt - CLOCKS_DIFFER;
}

function isAsItWas(known: TicketVersion | null, seen: TicketVersion): boolean {
  if (known === null || known.written) return false;
  const haveSameNotes = known.notes === null || seen.notes === null || known.notes === seen.notes;
  return known.updatedAt === seen.updatedAt && known.fields === seen.fields && haveSameNotes;
}

/** The record after a run is done with the ticket; as it was when the run has it no more. */
export function settle(record: TicketRecord, settled: TicketSettled): TicketRecord {
  if (record.state !== 'claimed' || record.runId !== settled.runId) return record;
  const known = { ...record, version: settled.version ?? record.version, changedAt: settled.at };
  if (settled.state === 'open') return { ...known, state: stateBefore(record) };
  if (settled.state === 'done') return { ...known, state: 'done', failures: 0, error: null, notBefore: 0 };
  return { ...known, state: settled.state, failures: record.failures + 1, error: settled.error, notBefore: settled.notBefore };
}

/** The record after the run that has the ticket ended without a word about it. */
export function setFree(record: TicketRecord, at: number): TicketRecord {
  return record.state === 'claimed' ? { ...record, state: stateBefore(record), changedAt: at } : record;
}

function stateBefore({ failures }: TicketRecord): 'open' | 'failed' {
  return failures > 0 ? 'failed' : 'open';
}

/** The record after what looked new turned out to be none. */
export function confirm(record: TicketRecord, version: TicketVersion, at: number): TicketRecord {
  return record.state === 'done' ? { ...record, version, changedAt: at } : record;
}

/** The record after a person took the ticket out of quarantine. The work stays the same: what it has had of writes still holds. */
export function release(record: TicketRecord, how: 'retry' | 'drop', at: number): TicketRecord {
  if (record.state !== 'quarantined') return record;
  return { ...record, state: how === 'retry' ? 'open' : 'done', failures: 0, error: null, notBefore: 0, changedAt: at };
}
