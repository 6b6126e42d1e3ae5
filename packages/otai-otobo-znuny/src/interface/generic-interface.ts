import type { HttpClient } from 'helpdesk-http';
import type { Secret } from 'open-ticket-ai';
import { Credentials, type Proof } from './credentials.js';
import { ROUTES, type Operation } from './operations.js';
import { Refusal } from './refusal.js';
import { idsOf, isRecord, recordsOf, steady, textOf, type WireRecord } from './wire.js';

/** Where and as whom the interface is called. */
export interface InterfaceSettings {
  readonly webservice: string;
  readonly urls: Readonly<Record<Operation, string>>;
  readonly login: { readonly username: string; readonly password: Secret };
  readonly useSession: boolean;
}

interface InterfaceRequest {
  readonly operation: Operation;
  readonly payload: WireRecord;
  readonly signal: AbortSignal | undefined;
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
    this.credentials = new Credentials(username, password, (login) => this.createSession(login));
  }

  /** The ids of the tickets that a filter finds. The filter must not be empty where it means to say something: see `search-filter.ts`. */
  async search(filter: WireRecord, signal: AbortSignal | undefined): Promise<readonly string[]> {
    return idsOf((await this.call('search', filter, signal))['TicketID']);
  }

  /** Tickets in the order of the ids. One that cannot be read fails them all. */
  async get(ids: readonly string[], options: WireRecord, signal: AbortSignal | undefined): Promise<readonly WireRecord[]> {
    const TicketID = ids.length === 1 ? Number(ids[0]) : ids.map(Number);
    return recordsOf((await this.call('get', { TicketID, ...options }, signal))['Ticket']).map(steady);
  }

  /** The ids of what was written, and the ticket, if the web service gives it. */
  async update(id: string, changes: object, signal: AbortSignal | undefined): Promise<WireRecord> {
    const answer = await this.call('update', { TicketID: Number(id), ...changes }, signal);
    if (isRecord(answer['Ticket'])) steady(answer['Ticket']);
    return answer;
  }

  create(ticket: WireRecord, signal: AbortSignal | undefined): Promise<WireRecord> {
    return this.call('create', ticket, signal);
  }

  private call(operation: Operation, payload: WireRecord, signal: AbortSignal | undefined): Promise<WireRecord> {
    const request = { operation, payload, signal };
    return this.settings.useSession ? this.callInSession(request) : this.send(request, this.credentials.login);
  }

  private async callInSession(request: InterfaceRequest): Promise<WireRecord> {
    const session = await this.credentials.inSession();
    try {
      return await this.send(request, session);
    } catch (error) {
      if (!(error instanceof Refusal) || error.reason !== 'AuthFail') throw error;
      return this.send(request, await this.credentials.renewed(session));
    }
  }

  private async send({ operation, payload, signal }: InterfaceRequest, proof: Proof): Promise<WireRecord> {
    const { method, reads } = ROUTES[operation];
    const path = this.base + this.settings.urls[operation];
    return readAnswer(await this.http.json({ method, path, body: proof.bodyOf(payload), reads, signal }));
  }

  /** No caller's signal ends it: others wait for the same session. */
  private async createSession(login: Proof): Promise<string> {
    const answer = await this.send({ operation: 'session_create', payload: {}, signal: undefined }, login);
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
