/** What a {@link FakeServer} answers. */
export interface ServerAnswer {
  /** Default 200. */
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A text or bytes as they are, anything else as JSON; `undefined`: no body. */
  readonly body?: unknown;
}

/** What goes wrong with a request. */
export interface Fault {
  /** Whether the server does what was asked for before it goes wrong: an answer that gets lost. Default false: the request gets lost. */
  readonly performs?: boolean | undefined;
  /**
   * What the client gets: another answer, a connection cut without one, nothing at all, the start of an answer and then nothing more,
   * or an answer that never ends.
   */
  readonly reply: ServerAnswer | 'cut' | 'hang' | 'slow_body' | 'endless_body';
}

/** Which requests a fault meets. */
export interface FaultScope<R> {
  /** How many requests. Default: all from now on. */
  readonly times?: number | undefined;
  /** Default: any request. */
  readonly on?: ((request: R) => boolean) | undefined;
}

/** The page behind which a login form or a proxy's error hides. */
export const HTML_PAGE: ServerAnswer = {
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!doctype html><html><head><title>Please sign in</title></head><body><form></form></body></html>',
};
