/** The Debian packages that `install` installs. */
export const PACKAGES: readonly string[];

/** Whether Request Tracker 5 is there. */
export function isInstalled(): boolean;

/** Installs the packages. Needs root. */
export function install(): void;

/** How to start a Request Tracker. */
export interface RequestTrackerOptions {
  /** Processes that answer requests. Default 1: one request after the other. */
  readonly workers?: number;
  /** Of the server. Default UTC. */
  readonly timezone?: string;
  /** Default en, de, ru. */
  readonly languages?: readonly string[];
}

/** A running Request Tracker 5 with the data of seed.pl. */
export class RequestTracker {
  static start(options?: RequestTrackerOptions): Promise<RequestTracker>;

  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly url: string;
  /** The folder with everything it writes. */
  readonly dir: string;
  readonly tokens: Readonly<Record<'root' | 'otai' | 'alice' | 'bob' | 'viewer', string>>;

  /** Ends it without a farewell, and starts it again on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** Hands an e-mail in as a mail server would. */
  mail(queue: string, message: string, action?: 'correspond' | 'comment'): void;
  /** Runs SQL on the database and gives what it prints. */
  sql(statements: string): string;
  /** Puts in what Perl describes in the form of seed.pl: scrips, rights, users. */
  load(perl: string): void;
  /** What it logged so far: warnings and errors. */
  log(): string;
}
