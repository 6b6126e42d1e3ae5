import { isHttpFailure, type HttpFailure } from 'helpdesk-http';
import { TicketSystemError, type TicketSystemErrorEffect } from 'open-ticket-ai';
import type { Call } from '../call.js';
import { explain, isFault } from '../interface/explain.js';
import type { Refusal } from '../interface/refusal.js';
import { idOf, type WireRecord } from '../interface/wire.js';
import { articlesOf } from '../tickets/ticket.mapper.js';
import { findWritten } from './lost-write.js';
import { namedIn, unwritten, type Write } from './ticket-fields.js';
import type { WriterParts } from './ticket-writer.js';

/** A write that failed, and when it was tried. */
export interface Attempt {
  readonly write: Write;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** What a look at the ticket showed. */
interface Look {
  readonly answer: WireRecord;
  readonly open: readonly string[];
  readonly done: readonly string[];
}

/**
 * Finds out what a failed write has done. The server writes one field after the other and stops at the first that fails: what came before
 * stays written. When the answer got lost, all of it may be.
 */
export class WriteAftermath {
  constructor(private readonly parts: Pick<WriterParts, 'api' | 'reader' | 'known'>) {}

  /** The answer of a write that was done after all, or was done by a second try; else an error that says what was written. */
  async settle(failure: Refusal | HttpFailure, attempt: Attempt, call: Call): Promise<WireRecord> {
    if (changedNothing(failure)) throw explain(failure, call.where);
    const before = this.parts.known.get(call.id);
    const look = await this.look(attempt, before, call);
    if (look === undefined) throw explain(failure, call.where, { effect: 'unknown' });
    const isLost = isHttpFailure(failure) && !isFault(failure);
    if (isLost && look.open.length === 0) return look.answer;
    if (isLost && failure.status === undefined && attempt.write.Article === undefined && look.done.length === 0)
      return this.again(attempt, call);
    throw this.error(failure, look, isLost ? 'unknown' : undefined, call);
  }

  /** Fields that are set twice are set: safe, once it is known that none was. An article would be there twice. */
  private async again({ write }: Attempt, call: Call): Promise<WireRecord> {
    try {
      return await this.parts.api.update(call.id, write, call.signal);
    } catch (error) {
      if (!isHttpFailure(error)) throw error;
      throw explain(error, call.where, { effect: error.effect });
    }
  }

  private async look({ write, startedAt }: Attempt, before: WireRecord | undefined, call: Call): Promise<Look | undefined> {
    const current = await this.parts.reader.readRecord(call.id, call).catch(() => undefined);
    call.signal?.throwIfAborted();
    if (current === undefined) return undefined;
    const article = write.Article && findWritten(current, write.Article, before, startedAt);
    const notYet = unwritten(write, current);
    const noNote = write.Article !== undefined && article === undefined;
    const unchanged = before === undefined ? [] : namedIn(write).filter((field) => !unwritten(write, before).includes(field));
    const done = namedIn(write).filter((field) => !notYet.includes(field) && !unchanged.includes(field));
    return {
      answer: {
        TicketID: call.id,
        ArticleID: idOf((article ?? articlesOf(current).at(-1))?.['ArticleID']),
        Ticket: { ...current, Article: article },
      },
      open: [...notYet, ...(noNote ? ['note'] : [])],
      done: [...done, ...(article === undefined ? [] : ['note'])],
    };
  }

  private error(
    failure: Refusal | HttpFailure,
    { open, done }: Look,
    lost: TicketSystemErrorEffect | undefined,
    call: Call,
  ): TicketSystemError {
    const seen = done.length === 0 ? 'nothing is written' : `written: ${done.join(', ')}; not written: ${open.join(', ')}`;
    const base = explain(failure, call.where);
    return new TicketSystemError(`${failure.message}; a look at the ticket shows: ${seen}`, {
      kind: base.kind,
      hint: base.hint,
      effect: lost ?? (done.length === 0 ? 'none' : 'partial'),
      retryAfterMs: base.retryAfterMs,
      cause: failure,
      ...call.where,
    });
  }
}

/** Whether it is sure that nothing was written: the request was not taken, or was found wrong before the work began. */
function changedNothing(failure: Refusal | HttpFailure): boolean {
  if (isHttpFailure(failure)) return failure.effect === 'none' || failure.body.includes('determine Operation');
  return failure.reason === 'AuthFail' || failure.reason === 'InvalidParameter' || failure.isNoTicket;
}
