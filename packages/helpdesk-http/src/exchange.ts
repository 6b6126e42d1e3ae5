import type { Dispatcher } from 'undici';
import { Expiring, type Deadlines } from './deadlines.js';
import { StoodStillError, type Pulse } from './pulse.js';

/** An answer as it came, whatever its status. */
export interface Answer {
  readonly status: number;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body, read as UTF-8. */
  readonly text: string;
}

/** Thrown when the time of an exchange was over. */
export class DeadlineError extends Error {}

/** What an exchange sends. */
export type Sending = Dispatcher.DispatchOptions & { readonly origin: string };

/** What ends an exchange, or keeps it from beginning. */
export interface Limits {
  readonly deadlines: Deadlines;
  /** Ends it, with the reason of the signal. */
  readonly signal: AbortSignal | undefined;
  /** Nothing is sent while it is not steady; `undefined`: that does not matter. */
  readonly pulse: Pulse | undefined;
}

/**
 * Sends one request and collects its answer, under one deadline that covers the wait for a connection too.
 *
 * It handles what undici dispatches itself: the bodies of helpdesks are small texts, for which `request()`, with its streams and
 * signals, costs half as much again.
 *
 * @throws DeadlineError | StoodStillError | the reason of the signal | what undici says of connections that fail (as rejections)
 */
export function exchange(connections: Dispatcher, sending: Sending, limits: Limits): Promise<Answer> {
  return new Promise((resolve, reject) => {
    connections.dispatch(sending, new Exchange(resolve, reject, limits));
  });
}

class Exchange extends Expiring implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #deadlines: Deadlines;
  readonly #outer: AbortSignal | undefined;
  readonly #pulse: Pulse | undefined;
  readonly #onAbort: (() => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;
  #status = 0;
  #headers: Answer['headers'] = {};
  #first: Buffer | undefined;
  #more: Buffer[] | undefined;

  constructor(resolve: (answer: Answer) => void, reject: (reason: unknown) => void, { deadlines, signal: outer, pulse }: Limits) {
    super();
    this.#resolve = resolve;
    this.#reject = reject;
    this.#pulse = pulse;
    this.#deadlines = deadlines;
    deadlines.add(this);
    this.#outer = outer;
    if (outer === undefined) return;
    this.#onAbort = () => this.fail(outer.reason);
    outer.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** The last moment before anything is sent. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new DeadlineError('nobody waits for the answer'));
    else if (this.#pulse?.isSteady === false) throw new StoodStillError('the process stood still');
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Answer['headers']): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#first === undefined) this.#first = chunk;
    else (this.#more ??= [this.#first]).push(chunk);
  }

  onResponseEnd(): void {
    if (!this.#end()) return;
    const bytes = this.#more === undefined ? this.#first : Buffer.concat(this.#more);
    this.#resolve({ status: this.#status, headers: this.#headers, text: decode(bytes) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#end()) this.#reject(error);
  }

  override expire(): void {
    this.fail(new DeadlineError('the time is over'));
  }

  /** Ends the exchange from this side. */
  fail(reason: unknown): void {
    if (!this.#end()) return;
    this.#reject(reason);
    this.#controller?.abort(new DeadlineError('nobody waits for the answer'));
  }

  /** Lets go of the deadline and of the caller's signal, which may live much longer. False when it was over before. */
  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#deadlines.remove(this);
    if (this.#onAbort !== undefined) this.#outer?.removeEventListener('abort', this.#onAbort);
    return true;
  }
}

function decode(bytes: Buffer | undefined): string {
  if (bytes === undefined) return '';
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
