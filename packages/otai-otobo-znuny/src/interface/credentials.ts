import type { Secret } from 'open-ticket-ai';
import type { WireRecord } from './wire.js';

/** What a request proves itself with: it is part of the body, for the interface knows no header for it. */
export type Proof = WireRecord;

/** Asks the server for a new session. */
export type CreateSession = (login: Proof, signal: AbortSignal | undefined) => Promise<string>;

/** Gives the proof for each request: the login itself, or a session that is made by it once and shared. */
export class Credentials {
  private session: Promise<string> | undefined;

  constructor(
    private readonly username: string,
    private readonly password: Secret,
    private readonly createSession: CreateSession | undefined,
  ) {}

  async proof(signal: AbortSignal | undefined): Promise<Proof> {
    const login = { UserLogin: this.username, Password: this.password.reveal() };
    if (this.createSession === undefined) return login;
    // No caller's signal: others wait for the same session.
    this.session ??= this.createSession(login, undefined).catch((error: unknown) => {
      this.session = undefined;
      throw error;
    });
    const SessionID = await this.session;
    signal?.throwIfAborted();
    return { SessionID };
  }

  /** Whether it is worth to try again with a new proof, after one was refused: a session may have ended, a password stays wrong. */
  async renew({ SessionID }: Proof): Promise<boolean> {
    if (SessionID === undefined) return false;
    const current = await this.session?.catch(() => undefined);
    // Somebody else may have renewed it already.
    if (current === SessionID) this.session = undefined;
    return true;
  }
}
