import { randomBytes } from 'node:crypto';
import type { FakeRequest, ServerAnswer } from 'open-ticket-ai/testing';
import { recordedCatalog, type Catalog } from './catalog.js';
import { create } from './operations/create.js';
import { get } from './operations/get.js';
import { history } from './operations/history.js';
import { Fault, isObject, isTrue, Refused, type Caller, type Data } from './operations/outcome.js';
import { search } from './operations/search.js';
import { update } from './operations/update.js';
import { RECORDED_SERVICES, type OperationName, type WebService } from './web-services.js';
import { World } from './world.js';
import { text } from './text.js';

const PLAIN = { 'content-type': 'text/plain; charset=UTF-8' };
const NOT_FOUND_PAGE =
  '<!DOCTYPE html>\n<html>\n<head>\n    <title>404 Not Found</title>\n</head>\n<body>\n    <h1>Not Found</h1>\n</body>\n</html>\n';

/** An installation of OTOBO in memory, as the generic interface shows it: state in, answers out. */
export class FakeOtobo {
  readonly world: World;
  /** Where the generic interface is, and the web service and route behind it. */
  protected readonly script: RegExp = /^\/otobo\/nph-genericinterface\.pl(?:\/Webservice\/([^/]+)(\/.*)?)?$/;
  /** Every operation asked for, without the login: what a recording has of it. */
  readonly operations: { readonly operation: OperationName; readonly data: Data }[] = [];

  constructor(
    catalog: Catalog = recordedCatalog(),
    private readonly services: Readonly<Record<string, WebService>> = RECORDED_SERVICES,
  ) {
    this.world = new World(catalog);
  }

  readonly handle = (request: FakeRequest): ServerAnswer => {
    const [match, name = '', route = ''] = this.script.exec(request.url.pathname) ?? [];
    if (match === undefined) return { status: 404, headers: { 'content-type': 'text/html; charset=UTF-8' }, body: NOT_FOUND_PAGE };
    const service = Object.hasOwn(this.services, decodeURIComponent(name)) ? this.services[decodeURIComponent(name)] : undefined;
    if (service === undefined) return { status: 500 };
    const found = findRoute(service, route, request.method);
    if (found === undefined)
      return { status: 500, headers: PLAIN, body: `HTTP::REST Error while determine Operation for request URI '${route}'.` };
    if (Buffer.byteLength(request.body) > service.maxLength) return { status: 413, headers: PLAIN, body: 'Payload Too Large' };
    const data = readData(request);
    if (typeof data === 'string') return { status: 500, headers: PLAIN, body: data };
    const answer = this.perform(found.operation, { ...data, ...found.params }, service);
    return request.method === 'HEAD' ? { ...answer, body: undefined } : answer;
  };

  private perform(operation: OperationName, data: Data, service: WebService): ServerAnswer {
    const { UserLogin: _login, Password: _password, SessionID: _session, ...asked } = data;
    this.operations.push({ operation, data: asked });
    try {
      return { body: shuffledKeys(this.answer(operation, data, service)) };
    } catch (error) {
      if (error instanceof Refused) return { body: { Error: { ErrorCode: error.code, ErrorMessage: error.message } } };
      if (error instanceof Fault)
        return { status: 500, headers: PLAIN, body: JSON.stringify({ faultcode: 'Server', faultstring: error.message }) };
      throw error;
    }
  }

  protected answer(operation: OperationName, data: Data, service: WebService): Data {
    if (operation === 'SessionCreate') return this.createSession(data, service);
    if (operation === 'TicketUpdate' || operation === 'TicketCreate') refuseIncompleteLogin(operation, data);
    const caller = this.authenticate(data, service);
    if (caller === undefined) throw new Refused(`${operation}.AuthFail`, authWords(operation));
    if (operation === 'TicketSearch') return search(data, caller, this.world);
    if (operation === 'TicketGet') return get(data, caller, this.world);
    if (operation === 'TicketUpdate') return update(data, caller, this.world, service.includeTicketData.TicketUpdate);
    if (operation === 'TicketCreate') return create(data, caller, this.world, service.includeTicketData.TicketCreate);
    return history(data, this.world);
  }

  private createSession(data: Data, service: WebService): Data {
    if (!isTrue(data['Password'])) throw new Refused('SessionCreate.MissingParameter', 'SessionCreate: Password parameter is missing!');
    if (this.authenticate({ ...data, SessionID: undefined }, service) === undefined)
      throw new Refused('SessionCreate.AuthFail', 'SessionCreate: Authorization failing!');
    const SessionID = randomBytes(24).toString('base64url');
    this.world.sessions.add(SessionID);
    return { SessionID };
  }

  /** A session counts before a login. */
  protected authenticate(data: Data, { rewritesLoginTo }: WebService): Caller | undefined {
    const { catalog, sessions } = this.world;
    if (isTrue(data['SessionID'])) {
      return sessions.has(text(data['SessionID'])) ? { agent: this.world.agent('open_ticket_ai'), customer: undefined } : undefined;
    }
    if (isTrue(data['CustomerUserLogin']) && !isTrue(data['UserLogin'])) {
      const customer = catalog.customers.find(
        ({ login, password }) => login === data['CustomerUserLogin'] && password === data['Password'],
      );
      return customer && { agent: undefined, customer: customer.login };
    }
    const agent = isTrue(data['UserLogin']) ? this.world.agent(rewritesLoginTo ?? data['UserLogin']) : undefined;
    return agent !== undefined && agent.password === data['Password'] ? { agent, customer: undefined } : undefined;
  }
}

function findRoute(service: WebService, route: string, method: string): { operation: OperationName; params: Data } | undefined {
  for (const [pattern, { operation, methods }] of Object.entries(service.routes)) {
    if (methods !== undefined && !methods.includes(method)) continue;
    const path = pattern.replace(/#.*/, '');
    const match = new RegExp(`^${path.replace(':TicketID', '(?<TicketID>[^/]+)')}$`).exec(route);
    if (match !== null) return { operation, params: { ...match.groups } };
  }
  return undefined;
}

/** What is asked for; a text when it cannot be read. GET reads the query, and no body. */
function readData({ method, url, body }: FakeRequest): Data | string {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') {
    const keys = [...new Set(url.searchParams.keys())];
    return Object.fromEntries(
      keys.map((key) => [key, url.searchParams.getAll(key).length > 1 ? url.searchParams.getAll(key) : url.searchParams.get(key)]),
    );
  }
  if (body === '') return {};
  try {
    const data: unknown = JSON.parse(body);
    return isObject(data) && Object.keys(data).length > 0 ? data : 'Unsupported request content structure.';
  } catch {
    return 'Error while decoding request content.';
  }
}

function refuseIncompleteLogin(operation: string, { UserLogin, CustomerUserLogin, SessionID, Password }: Data): void {
  const refuse = (what: string): never => {
    throw new Refused(`${operation}.MissingParameter`, `${operation}: ${what}`);
  };
  if (!isTrue(UserLogin) && !isTrue(CustomerUserLogin) && !isTrue(SessionID))
    refuse('UserLogin, CustomerUserLogin or SessionID is required!');
  if (!isTrue(SessionID) && !isTrue(Password)) refuse('Password or SessionID is required!');
}

function authWords(operation: OperationName): string {
  const isWrite = operation === 'TicketUpdate' || operation === 'TicketCreate';
  return `${operation}: ${isWrite ? 'User could not be authenticated!' : 'Authorization failing!'}`;
}

/** Keys come in another order each time. */
function shuffledKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffledKeys);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [Math.random(), key, shuffledKeys(inner)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => a - b).map(([, key, inner]) => [key, inner]));
}
