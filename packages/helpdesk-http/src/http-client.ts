import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { readBaseUrl } from './base-url.js';
import { Deadlines } from './deadlines.js';
import { openConnections } from './dispatcher.js';
import { DeadlineError, exchange, type Answer, type Limits, type Sending } from './exchange.js';
import { HttpFailure, isHttpFailure } from './http-failure.js';
import type { HttpClientOptions, HttpRequest } from './http-options.js';
import { HttpResponse } from './http-response.js';
import { Pulse, StoodStillError } from './pulse.js';
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
  readonly #headers: Record<string, string>;
  readonly #jsonHeaders: Record<string, string>;
  readonly #connections: Dispatcher;
  /** By how long a request may take. */
  readonly #deadlines = new Map<number, Deadlines>();
  readonly #pulse = new Pulse();

  /** Opens nothing yet. Throws a `TypeError` when the base URL cannot be one. */
  constructor(options: HttpClientOptions) {
    const { origin, prefix } = readBaseUrl(options.baseUrl);
    this.#options = options;
    this.#origin = origin.origin;
    this.#prefix = prefix;
    this.#headers = { accept: 'application/json', 'user-agent': 'open-ticket-ai', ...options.headers };
    this.#jsonHeaders = { ...this.#headers, 'content-type': JSON_TYPE };
    this.#connections = openConnections(origin, options);
  }

  /** Sends a request and gives the answer, if its status means success. */
  request(request: HttpRequest): Promise<HttpResponse> {
    return this.#send(request, asItIs);
  }

  /** Sends a request and gives the body of the answer as JSON; `undefined` when it is empty. */
  json(request: HttpRequest): Promise<unknown> {
    return this.#send(request, asJson);
  }

  /** Waits for the requests under way, and closes all connections. */
  async close(): Promise<void> {
    await this.#connections.close();
    this.#pulse.stop();
    for (const deadlines of this.#deadlines.values()) deadlines.close();
  }

  /** Tries until there is an answer, or a failure that stands; `read` gives what is wanted of the answer. */
  async #send<T>(request: HttpRequest, read: (response: HttpResponse) => T): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      request.signal?.throwIfAborted();
      const started = this.#options.log?.debug === undefined ? 0 : performance.now();
      try {
        let answer: Answer;
        try {
          answer = await exchange(this.#connections, this.#sending(request), this.#limitsOf(request));
        } catch (error) {
          if (!(error instanceof StoodStillError)) throw this.#withoutAnswer(request, error, started);
          // Nothing was sent: it was no attempt.
          await this.#pulse.turn();
          attempt -= 1;
          continue;
        }
        this.#tell(request, answer, started);
        return read(this.#judge(request, answer));
      } catch (error) {
        const delay = isHttpFailure(error) ? this.#delayAfter(request, error, attempt) : undefined;
        if (delay === undefined) throw error;
        await (this.#options.wait ?? wait)(delay, request.signal);
      }
    }
  }

  /** The failure that stands for an exchange without an answer. Throws the reason of the caller's signal when it was that. */
  #withoutAnswer(request: HttpRequest, error: unknown, started: number): HttpFailure {
    if (request.signal?.aborted === true) throw request.signal.reason;
    const isLate = error instanceof DeadlineError;
    const failure = isLate ? timeoutFailure(request, this.#deadlinesOf(request).timeMs) : transportFailure(request, this.#origin, error);
    this.#options.log?.debug?.(`${nameOf(request)} -> ${failure.message} (${elapsed(started)})`);
    return failure;
  }

  #tell(request: HttpRequest, { status, text }: Answer, started: number): void {
    const { log } = this.#options;
    // Most of the time nobody listens: then not even the line is made.
    if (log?.debug !== undefined) log.debug(`${nameOf(request)} -> ${status} (${elapsed(started)}, ${text.length} characters)`);
  }

  /** A write that comes too late does harm; whoever reads too late has done nothing. */
  #limitsOf(request: HttpRequest): Limits {
    if (isReading(request)) return { deadlines: this.#deadlinesOf(request), signal: request.signal, pulse: undefined };
    this.#pulse.start();
    return { deadlines: this.#deadlinesOf(request), signal: request.signal, pulse: this.#pulse };
  }

  #deadlinesOf({ timeoutMs = this.#options.timeoutMs ?? 30_000 }: HttpRequest): Deadlines {
    let deadlines = this.#deadlines.get(timeoutMs);
    if (deadlines === undefined) this.#deadlines.set(timeoutMs, (deadlines = new Deadlines(timeoutMs)));
    return deadlines;
  }

  #judge(request: HttpRequest, answer: Answer): HttpResponse {
    const { status, headers, text } = answer;
    if (status < 300 || status === 304) return new HttpResponse(request, status, headers, text);
    const shown = { status, headers, text: redact(text, this.#options.secrets ?? []) };
    throw statusFailure(request, shown, this.#options.explain ?? usualWords);
  }

  #sending(request: HttpRequest): Sending {
    const { method, body, headers } = request;
    const path = this.#prefix + request.path + (request.query === undefined ? '' : queryOf(request));
    if (body === undefined)
      return { origin: this.#origin, path, method, headers: headers === undefined ? this.#headers : { ...this.#headers, ...headers } };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const all = headers === undefined ? this.#jsonHeaders : { ...this.#jsonHeaders, ...headers };
    return { origin: this.#origin, path, method, headers: all, body: text };
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

function asItIs(response: HttpResponse): HttpResponse {
  return response;
}

function asJson(response: HttpResponse): unknown {
  return response.json();
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : error;
  }
}

function queryOf({ query = {}, path }: HttpRequest): string {
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
