/** The folder of PostgreSQL's programs; `undefined` when it is not installed. */
export function findPostgres(): string | undefined;

/** A server that runs. */
export interface PostgresServer {
  /** Of its empty database. */
  readonly url: string;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server with an empty database; `settings` such as `fsync=off`. */
export function startPostgres(settings?: readonly string[]): Promise<PostgresServer>;
