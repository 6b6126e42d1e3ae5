import { isRecord } from './wire.js';

/** The operations of the generic interface that the connector uses. */
export type Operation = 'search' | 'get' | 'update' | 'create' | 'session_create';

/** How an operation is reached: by the method that the client of 1.4 used, so that existing web services go on working. */
interface Route {
  readonly method: 'POST' | 'PUT';
  /** Where it is unless the params say otherwise. */
  readonly url: string;
  readonly reads: boolean;
}

export const ROUTES: Readonly<Record<Operation, Route>> = {
  search: { method: 'POST', url: 'ticket-search', reads: true },
  get: { method: 'POST', url: 'ticket-get', reads: true },
  update: { method: 'PUT', url: 'ticket-update', reads: false },
  create: { method: 'POST', url: 'ticket-create', reads: false },
  session_create: { method: 'POST', url: 'session-create', reads: true },
};

const OPERATIONS = Object.keys(ROUTES) as readonly Operation[];

/**
 * The routes by operation. A config may name an operation as this connector does or as the interface does: `search`, `TicketSearch`.
 *
 * @param given - has been found to have no problem
 */
export function readOperationUrls(given: Readonly<Record<string, string>> = {}): Readonly<Record<Operation, string>> {
  const urls = Object.fromEntries(OPERATIONS.map((operation) => [operation, ROUTES[operation].url])) as Record<Operation, string>;
  for (const [name, url] of Object.entries(given)) {
    const operation = operationOf(name);
    if (operation !== undefined) urls[operation] = url.replace(/^\//, '');
  }
  return urls;
}

/** What is wrong with routes as a config gives them; `undefined`: nothing. */
export function problemOfOperationUrls(given: unknown): string | undefined {
  if (!isRecord(given)) return 'operation_urls must be a mapping such as { search: ticket-search }';
  for (const [name, url] of Object.entries(given)) {
    if (operationOf(name) === undefined) return `operation_urls names "${name}", but there are only ${OPERATIONS.join(', ')}`;
    if (typeof url !== 'string' || !/^\/?[^\s/?#]+$/.test(url)) return `operation_urls.${name} must be a route such as ticket-search`;
  }
  return undefined;
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_-]/g, '');
}

function operationOf(name: string): Operation | undefined {
  const wanted = plain(name).replace(/^ticket/, '');
  return OPERATIONS.find((operation) => plain(operation) === wanted);
}
