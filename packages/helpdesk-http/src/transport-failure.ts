import { HttpFailure, type HttpFailureKind } from './http-failure.js';
import type { HttpRequest } from './http-options.js';
import { lostEffect, nameOf } from './request-name.js';

/** Nothing was sent: there was no connection yet. */
const UNREACHED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^ERR_SSL|^UND_ERR_PRX_TLS/;

/** A failure without a complete answer: no connection, a cut one, an untrusted certificate, an answer too large. */
export function transportFailure(request: HttpRequest, origin: string, cause: unknown): HttpFailure {
  const code = codeOf(cause);
  const fail = (message: string, kind: HttpFailureKind, effect = lostEffect(request)) =>
    new HttpFailure(`${message} (${nameOf(request)})`, { kind, effect, cause });
  if (UNREACHED.has(code)) return fail(`${origin} cannot be reached: ${code}`, 'retryable', 'none');
  if (CERTIFICATE.test(code))
    return fail(`the certificate of ${origin} is not trusted: ${code}; give the certificate that signed it as ca`, 'permanent', 'none');
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return fail('the answer is larger than allowed; ask for less, or allow more', 'permanent');
  if (code === 'UND_ERR_CLOSED' || code === 'UND_ERR_DESTROYED') return fail('the client is closed', 'permanent', 'none');
  if (isRefusedByProxy(cause)) return fail(`the proxy does not let it through: ${(cause as Error).message}`, 'retryable', 'none');
  if (code === 'UND_ERR_INVALID_ARG') return fail('the request cannot be sent as it is', 'permanent', 'none');
  return fail(`the connection broke before the answer was complete: ${code || 'no reason given'}`, 'retryable');
}

/** No complete answer came in time. */
export function timeoutFailure(request: HttpRequest, timeoutMs: number): HttpFailure {
  return new HttpFailure(`no complete answer came within ${timeoutMs / 1000} s (${nameOf(request)})`, {
    kind: 'retryable',
    effect: lostEffect(request),
  });
}

function codeOf(error: unknown): string {
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}

/** Undici says so in words only. */
function isRefusedByProxy(error: unknown): boolean {
  return codeOf(error) === 'UND_ERR_ABORTED' && error instanceof Error && error.message.startsWith('Proxy response');
}
