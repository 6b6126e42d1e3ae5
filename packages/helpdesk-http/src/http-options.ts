/** Where a client tells what it does. Nest's loggers fit. It never gets headers, bodies or query strings. */
export interface HttpLog {
  /** One line for each request: method, path, status, time, size. */
  debug?(message: string): void;
  warn(message: string): void;
}

/** How to check the server's certificate. */
export interface TlsOptions {
  /** Certificates (PEM) to trust beside none other. Default: those Node trusts. */
  readonly ca?: string | undefined;
  /** `false` takes any certificate, also that of an impostor, and says so loudly. Default true. */
  readonly verify?: boolean | undefined;
}

/** What an {@link HttpClient} is made with. */
export interface HttpClientOptions {
  /** `https://desk.example.org/api/v1`. Everything is sent there and nowhere else. */
  readonly baseUrl: string;
  /** Sent with every request, e.g. `authorization`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Texts that must not turn up in any error, should the server send them back: passwords, tokens. */
  readonly secrets?: readonly string[] | undefined;
  /** How long one attempt may take until the last byte of the answer is there, milliseconds. Default 30 s. */
  readonly timeoutMs?: number | undefined;
  /** The most bytes of an answer. Default 20 MB. */
  readonly maxResponseBytes?: number | undefined;
  /** The most connections at a time; further requests wait for one. Default 32. */
  readonly connections?: number | undefined;
  /** How often to try again what is safe to repeat. Default 2. */
  readonly retries?: number | undefined;
  /** How long to wait before the first of these, milliseconds; each further one waits twice as long. Default 250. */
  readonly retryDelayMs?: number | undefined;
  /** The longest wait. A server that asks for more gets an error instead, which says so. Default 30 s. */
  readonly maxRetryDelayMs?: number | undefined;
  readonly tls?: TlsOptions | undefined;
  /** The address of a proxy. Default: what HTTPS_PROXY, HTTP_PROXY and NO_PROXY say. `false`: none. */
  readonly proxy?: string | false | undefined;
  readonly log?: HttpLog | undefined;
  /** Finds the server's own words in the body of a failed answer. Default: `error`, `message` and the like of a JSON object. */
  readonly explain?: ((body: unknown) => string | undefined) | undefined;
  /** @internal Waits between tries; tests replace it. */
  readonly wait?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

/** One request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the base URL on, with a slash: `/tickets/7`. Values in it must be encoded. */
  readonly path: string;
  /** Encoded here; `undefined` leaves a key out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  /** Sent as JSON. A text is sent as it is, with a `content-type` of your own. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether it changes nothing on the server. Default: `true` for GET. */
  readonly reads?: boolean | undefined;
  /** Whether doing it twice is as good as once, so that it may be tried again. Default: as `reads`. */
  readonly repeatable?: boolean | undefined;
  /** Aborts it; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Instead of the client's. */
  readonly timeoutMs?: number | undefined;
}
