/** Why the generic interface refused something, by the second half of its code. */
export type RefusalReason = 'AuthFail' | 'AccessDenied' | 'InvalidParameter' | 'MissingParameter' | (string & {});

/** The generic interface answered that it did not do what was asked for. It does so with HTTP status 200. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    /** As the server names it, e.g. `TicketUpdate.InvalidParameter`. */
    readonly code: string,
    /** The server's own words. */
    readonly words: string,
  ) {
    super(`${words} (${code})`);
  }

  get reason(): RefusalReason {
    return this.code.split('.').at(-1) ?? '';
  }

  /** Whether the ticket is not there. The server says the same of one that the agent may not see. */
  get isNoTicket(): boolean {
    return this.reason === 'AccessDenied' && this.words.includes('not have access to the ticket');
  }
}
