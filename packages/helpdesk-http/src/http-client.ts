import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { readBaseUrl } from './base-url.js';
import { Deadline } from './deadline.js';
import { openConnections } from './dispatcher.js';
import { HttpFailure, isHttpFailure } from './http-failure.js';
import type { HttpClientOptions, HttpRequest } from './http-options.js';
import { HttpResponse } from './http-response.js';
import { redact } from './redact.js';
import { isReading, nameOf } from './request-name.js';
import { statusFailure, usualWords } from './status-failure.js';
import { timeoutFailure, transportFailure } from './transport-failure.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Talks to one server: over connections that stay open, with a deadline for each attempt and a limit for each answer. It tries again what
 * is safe to repeat, follows no redirect, and shows no secret.
 *
 * Every failure is an {@link HttpFailure}, but for an aborted request, which rejects with the signal's reason.
 */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #origin: string;
  readonly #prefix: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #connections: Dispatcher;

  /** Opens nothing yet. Throws a `TypeError` when the base URL cannot be one. */
  constructor(options: HttpClientOptions) {
    const { origin, prefix } = readBaseUrl(options.baseUrl);
    this.#options = options;
    this.#origin = origin.origin;
    this.#prefix = prefix;
    this.#headers = { accept: 'application/json', 'user-agent': 'open-ticket-ai', ...options.headers };
    this.#connections = openConnections(origin, options);
  }

  /** Sends a request and gives the answer, if its status means success. */
  async request(request: HttpRequest): Promise<HttpResponse> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(request);
      } catch (error) {
        const delay = isHttpFailure(error) ? this.#delayAfter(request, error, attempt) : undefined;
        if (delay === undefined) throw error;
        await (this.#options.wait ?? wait)(delay, request.signal);
      }
    }
  }

  /** Sends a request and gives the body of the answer as JSON; `undefined` when it is empty. */
  async json(request: HttpRequest): Promise<unknown> {
    return (await this.request(request)).json();
  }

  /** Waits for the requests under way, and closes all connections. */
  async close(): Promise<void> {
    await this.#connections.close();
  }

  async #attempt(request: HttpRequest): Promise<HttpResponse> {
    request.signal?.throwIfAborted();
    const timeoutMs = request.timeoutMs ?? this.#options.timeoutMs ?? 30_000;
    const deadline = new Deadline(timeoutMs, request.signal);
    const started = performance.now();
    try {
      return await this.#send(request, deadline.signal, started);
    } catch (error) {
      if (isHttpFailure(error)) throw error;
      if (request.signal?.aborted === true) throw request.signal.reason;
      const failure = deadline.expired ? timeoutFailure(request, timeoutMs) : transportFailure(request, error);
      this.#options.log?.debug?.(`${nameOf(request)} -> ${failure.message.split('\n', 1)[0]} (${elapsed(started)})`);
      throw failure;
    } finally {
      deadline.end();
    }
  }

  async #send(request: HttpRequest, signal: AbortSignal, started: number): Promise<HttpResponse> {
    const { body, headers } = this.#payload(request);
    const { method } = request;
    const path = this.#prefix + request.path + queryOf(request);
    const { statusCode, ...answer } = await this.#connections.request({ origin: this.#origin, path, method, headers, body, signal });
    const text = await answer.body.text();
    this.#options.log?.debug?.(`${nameOf(request)} -> ${statusCode} (${elapsed(started)}, ${text.length} characters)`);
    if (statusCode < 300 || statusCode === 304) return new HttpResponse(request, statusCode, answer.headers, text);
    const failed = { status: statusCode, headers: answer.headers, text: redact(text, this.#options.secrets ?? []) };
    throw statusFailure(request, failed, this.#options.explain ?? usualWords);
  }

  #payload({ body, headers }: HttpRequest): { readonly body: string | null; readonly headers: Record<string, string> } {
    if (body === undefined) return { body: null, headers: { ...this.#headers, ...headers } };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return { body: text, headers: { ...this.#headers, 'content-type': JSON_TYPE, ...headers } };
  }

  /** How long to wait before the request is tried again; `undefined` when it must not be, or not any more. */
  #delayAfter(request: HttpRequest, { kind, effect, retryAfterMs = 0 }: HttpFailure, attempt: number): number | undefined {
    const { retries = 2, retryDelayMs = 250, maxRetryDelayMs = 30_000 } = this.#options;
    const mayRepeat = effect === 'none' || (request.repeatable ?? isReading(request));
    if ((kind !== 'retryable' && kind !== 'rate_limited') || !mayRepeat || attempt > retries) return undefined;
    if (retryAfterMs > maxRetryDelayMs) return undefined;
    const backoff = Math.min(retryDelayMs * 2 ** (attempt - 1), maxRetryDelayMs) * (0.5 + Math.random() / 2);
    return Math.max(retryAfterMs, backoff);
  }
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : error;
  }
}

function queryOf({ query, path }: HttpRequest): string {
  if (query === undefined) return '';
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length === 0) return '';
  return (
    (path.includes('?') ? '&' : '?') +
    new URLSearchParams(given.map(([name, value]) => [name, String(value)] as [string, string])).toString()
  );
}

function elapsed(started: number): string {
  return `${Math.round(performance.now() - started)} ms`;
}
