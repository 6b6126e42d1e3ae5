import type { Answer } from './exchange.js';
import { HttpFailure, parseJson, type HttpFailureKind } from './http-failure.js';
import type { HttpRequest } from './http-options.js';
import { isHtml, titleOf } from './http-response.js';
import { lostEffect, nameOf } from './request-name.js';
import { readRetryAfter } from './retry-after.js';

const KINDS: ReadonlyMap<number, HttpFailureKind> = new Map([
  [401, 'unauthorized'],
  [403, 'unauthorized'],
  [404, 'not_found'],
  [407, 'unauthorized'],
  [408, 'retryable'],
  [409, 'conflict'],
  [410, 'not_found'],
  [412, 'conflict'],
  [425, 'retryable'],
  [429, 'rate_limited'],
  [501, 'permanent'],
  [505, 'permanent'],
]);

const LOGIN = /^\/?$|log-?in|sign-?in|\bauth|session|\bsso\b|saml/i;
const LONGEST_QUOTE = 300;

/** The failure that an answer means whose status is not one of success. */
export function statusFailure(request: HttpRequest, answer: Answer, explain: (body: unknown) => string | undefined): HttpFailure {
  const { status, headers, text } = answer;
  if (status >= 300 && status < 400) return redirectFailure(request, answer);
  const kind = KINDS.get(status) ?? (status >= 500 ? 'retryable' : 'permanent');
  const effect = status >= 500 ? lostEffect(request) : 'none';
  const message = `the server answered ${status} to ${nameOf(request)}${wordsOf(answer, explain)}`;
  return new HttpFailure(message, { kind, effect, status, retryAfterMs: readRetryAfter(headers['retry-after']), body: text });
}

/** A redirect is never followed: what is sent here is for this server only. */
function redirectFailure(request: HttpRequest, { status, headers, text }: Answer): HttpFailure {
  const location = String(headers['location'] ?? '');
  const target = URL.canParse(location, 'http://same.invalid') ? new URL(location, 'http://same.invalid') : undefined;
  const isLogin = LOGIN.test(target?.pathname ?? '');
  const place = target === undefined ? 'elsewhere' : target.host === 'same.invalid' ? target.pathname : target.origin + target.pathname;
  const hint = isLogin
    ? 'the credentials do not hold, or the API is behind another login'
    : 'give the address that really answers as the base URL';
  const message = `the server answered ${status} to ${nameOf(request)}, a redirect to ${place}, which is not followed\n  -> ${hint}`;
  return new HttpFailure(message, { kind: isLogin ? 'unauthorized' : 'permanent', effect: 'none', status, body: text });
}

/** What the server says itself, to be put behind other words. */
function wordsOf({ headers, text }: Answer, explain: (body: unknown) => string | undefined): string {
  if (text.trim() === '') return '';
  if (isHtml(headers['content-type'], text)) return ` with a page of HTML${titleOf(text)}`;
  const json = parseJson(text);
  const words = (json === undefined ? text : explain(json))?.replaceAll(/\s+/g, ' ').trim() ?? '';
  return words === '' ? '' : `: ${words.length > LONGEST_QUOTE ? `${words.slice(0, LONGEST_QUOTE)}…` : words}`;
}

/** The words of the usual shapes: `{ error }`, `{ message }`, `{ errors: [...] }`. */
export function usualWords(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { error_human, error, message, description, faultstring } = body as Readonly<Record<string, unknown>>;
  return [error_human, error, message, description, faultstring].find((words) => typeof words === 'string' && words !== '') as
    string | undefined;
}
