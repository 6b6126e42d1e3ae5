import type { Secret } from 'open-ticket-ai';
import type { WireRecord } from './wire.js';

/** Asks the server for a new session, with a login. */
export type CreateSession = (login: Proof) => Promise<string>;

/** What a request proves itself with: it is part of its body, for the interface knows no header for it. Its text is seen by nobody else. */
export class Proof {
  readonly #start: string;

  constructor(fields: WireRecord) {
    this.#start = JSON.stringify(fields).slice(0, -1);
  }

  /** The body of a request, as JSON. */
  bodyOf(payload: WireRecord): string {
    const rest = JSON.stringify(payload);
    return rest === '{}' ? `${this.#start}}` : `${this.#start},${rest.slice(1)}`;
  }
}

/** Gives the proof for each request: the login itself, or a session that is made by it once and shared. */
export class Credentials {
  /** What requests prove themselves with as long as nothing else is said. */
  readonly login: Proof;
  private session: Promise<Proof> | undefined;

  constructor(
    username: string,
    password: Secret,
    private readonly createSession: CreateSession,
  ) {
    this.login = new Proof({ UserLogin: username, Password: password.reveal() });
  }

  /** The session, made if there is none. */
  inSession(): Promise<Proof> {
    this.session ??= this.logIn();
    return this.session;
  }

  /** The session that is to be used in place of one that was refused: it may have ended. */
  async renewed(refused: Proof): Promise<Proof> {
    const current = await this.inSession();
    // Somebody else may have renewed it already.
    if (current !== refused) return current;
    this.session = undefined;
    return this.inSession();
  }

  private async logIn(): Promise<Proof> {
    try {
      return new Proof({ SessionID: await this.createSession(this.login) });
    } catch (error) {
      this.session = undefined;
      throw error;
    }
  }
}
