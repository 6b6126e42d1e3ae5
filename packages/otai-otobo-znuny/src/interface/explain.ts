import type { HttpFailure } from 'helpdesk-http';
import { TicketSystemError, type TicketOperation, type TicketSystemErrorDetails, type TicketSystemErrorKind } from 'open-ticket-ai';
import type { Refusal } from './refusal.js';
import { isRecord } from './wire.js';

/** What a failure means, and what to do about it. */
interface Meaning {
  readonly kind: TicketSystemErrorKind;
  readonly hint?: string | undefined;
}

const WRONG_LOGIN: Meaning = {
  kind: 'unauthorized',
  hint: 'check username and password; the server says the same when the agent is invalid. A web service may also rewrite the login',
};
const NO_RIGHT: Meaning = {
  kind: 'permanent',
  hint: "give the agent's role or group rw on the queue the ticket is in, and move_into where it is to go",
};
const NO_TICKET: Meaning = {
  kind: 'not_found',
  hint: 'the server says the same when the agent lacks a right: ro, to see the ticket; or rw, which every update needs on Znuny',
};

/** A failure of the interface as an error of the contract. What a write has changed is for the writer to find out. */
export function explain(
  failure: Refusal | HttpFailure,
  where: TicketOperation,
  known: Pick<TicketSystemErrorDetails, 'effect'> = {},
): TicketSystemError {
  const { kind, hint } = failure.name === 'Refusal' ? meaningOfRefusal(failure) : meaningOfFailure(failure);
  const { effect, retryAfterMs } = failure as Partial<HttpFailure>;
  return new TicketSystemError(failure.message, { kind, hint, effect, retryAfterMs, cause: failure, ...where, ...known });
}

function meaningOfRefusal(refusal: Refusal): Meaning {
  if (refusal.reason === 'AuthFail') return WRONG_LOGIN;
  if (refusal.isNoTicket) return NO_TICKET;
  if (refusal.reason === 'AccessDenied') return NO_RIGHT;
  return { kind: 'permanent' };
}

/** Statuses mean little here: most are the server's way to say that the address, the web service or a route is wrong. */
function meaningOfFailure(failure: HttpFailure): Meaning {
  const { status, body, kind } = failure;
  if (status === 404)
    return { kind: 'permanent', hint: 'check base_url: /otobo/, /znuny/ and /otrs/ are in use before nph-genericinterface.pl' };
  if (status === 413) return { kind: 'permanent', hint: 'raise MaxLength of the web service' };
  if (status !== 500) return { kind };
  if (body.includes('determine Operation'))
    return { kind: 'permanent', hint: 'the web service has no such route, or not for this method: check operation_urls' };
  if (body === 'Error while decoding request content.' || body === 'Unsupported request content structure.') return { kind: 'permanent' };
  if (isFault(failure))
    return {
      kind: 'permanent',
      hint: 'mostly a right the agent lacks (move_into), or a name in the wrong case; the log of the server says more',
    };
  if (body.trim() === '') return { kind, hint: 'when it stays: check webservice_name, whose case matters, and whether it is valid' };
  return { kind };
}

/** Whether the server says that it failed at its work: with status 500, a text for people, and a type that says `text/plain`. */
export function isFault(failure: HttpFailure): boolean {
  return isRecord(failure.json) && failure.json['faultstring'] !== undefined;
}
