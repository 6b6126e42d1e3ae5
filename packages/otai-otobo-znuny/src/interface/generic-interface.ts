import type { HttpClient } from 'helpdesk-http';
import type { Secret } from 'open-ticket-ai';
import { Credentials, type Proof } from './credentials.js';
import { ROUTES, type Operation } from './operations.js';
import { Refusal } from './refusal.js';
import { idsOf, isRecord, recordsOf, textOf, type WireRecord } from './wire.js';

/** Where and as whom the interface is called. */
export interface InterfaceSettings {
  readonly webservice: string;
  readonly urls: Readonly<Record<Operation, string>>;
  readonly login: { readonly username: string; readonly password: Secret };
  readonly useSession: boolean;
}

/**
 * The operations of one web service. A failure is a {@link Refusal} when the server says why it did not, an `HttpFailure` when it could not
 * say so, and the signal's reason when the call was aborted.
 */
export class GenericInterface {
  private readonly credentials: Credentials;
  private readonly base: string;

  constructor(
    private readonly http: HttpClient,
    private readonly settings: InterfaceSettings,
  ) {
    const { username, password } = settings.login;
    this.base = `/Webservice/${encodeURIComponent(settings.webservice)}/`;
    this.credentials = new Credentials(username, password, settings.useSession ? (login, signal) => this.logIn(login, signal) : undefined);
  }

  /** The ids of the tickets that a filter finds. The filter must not be empty where it means to say something: see `search-filter.ts`. */
  async search(filter: WireRecord, signal: AbortSignal | undefined): Promise<readonly string[]> {
    return idsOf((await this.call('search', filter, signal))['TicketID']);
  }

  /** Tickets in the order of the ids. One that cannot be read fails them all. */
  async get(ids: readonly string[], options: WireRecord, signal: AbortSignal | undefined): Promise<readonly WireRecord[]> {
    const TicketID = ids.length === 1 ? Number(ids[0]) : ids.map(Number);
    return recordsOf((await this.call('get', { TicketID, ...options }, signal))['Ticket']);
  }

  update(id: string, changes: WireRecord, signal: AbortSignal | undefined): Promise<WireRecord> {
    return this.call('update', { TicketID: Number(id), ...changes }, signal);
  }

  create(ticket: WireRecord, signal: AbortSignal | undefined): Promise<WireRecord> {
    return this.call('create', ticket, signal);
  }

  private async call(operation: Operation, payload: WireRecord, signal: AbortSignal | undefined): Promise<WireRecord> {
    const proof = await this.credentials.proof(signal);
    try {
      return await this.send(operation, proof, payload, signal);
    } catch (error) {
      const mayRenew = error instanceof Refusal && error.reason === 'AuthFail' && (await this.credentials.renew(proof));
      if (!mayRenew) throw error;
      return this.send(operation, await this.credentials.proof(signal), payload, signal);
    }
  }

  private async send(operation: Operation, proof: Proof, payload: WireRecord, signal: AbortSignal | undefined): Promise<WireRecord> {
    const { method, reads } = ROUTES[operation];
    const path = this.base + this.settings.urls[operation];
    const answer = await this.http.json({ method, path, body: { ...proof, ...payload }, reads, signal });
    return readAnswer(answer);
  }

  private async logIn(login: Proof, signal: AbortSignal | undefined): Promise<string> {
    const answer = await this.send('session_create', login, {}, signal);
    const session = textOf(answer['SessionID']);
    if (session === null) throw new Refusal('SessionCreate.NoSession', 'the server answered without a session');
    return session;
  }
}

/** An answer with status 200, which may still be an error. */
function readAnswer(answer: unknown): WireRecord {
  if (!isRecord(answer)) throw new Refusal('Answer.Empty', 'the server answered with nothing');
  const { Error: error, faultstring } = answer;
  if (isRecord(error)) throw new Refusal(textOf(error['ErrorCode']) ?? 'Error', textOf(error['ErrorMessage']) ?? 'no reason given');
  if (faultstring !== undefined) throw new Refusal('Server.Fault', textOf(faultstring) ?? 'no reason given');
  return answer;
}
