import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { failureOf } from './expect-failure.js';
import { FakeOtobo } from './fake/fake-otobo.js';
import type { OperationName, RouteSpec, WebService } from './fake/web-services.js';
import { startOtobo, testCatalog } from './otobo.harness.js';

interface Definition {
  readonly Debugger: { readonly DebugThreshold: string; readonly TestMode: string };
  readonly Provider: {
    readonly Operation: Readonly<
      Record<string, { readonly Type: string; readonly IncludeTicketData: string; readonly MappingInbound: object }>
    >;
    readonly Transport: {
      readonly Type: string;
      readonly Config: {
        readonly MaxLength: string;
        readonly RouteOperationMapping: Readonly<Record<string, { readonly Route: string; readonly RequestMethod: string[] }>>;
      };
    };
  };
}

const definition = load(readFileSync(join(import.meta.dirname, '..', 'web-service', 'OpenTicketAI.yml'), 'utf8')) as Definition;
const { Operation: operations, Transport: transport } = definition.Provider;

/** The web service as the fake takes it, from the definition alone. */
function serviceOf(): WebService {
  const routes = Object.entries(transport.Config.RouteOperationMapping).map(([name, { Route, RequestMethod }]): [string, RouteSpec] => [
    Route,
    { operation: (operations[name]?.Type ?? '').replace('Ticket::', '') as OperationName, methods: RequestMethod },
  ]);
  const updates = Object.values(operations).find(({ Type }) => Type === 'Ticket::TicketUpdate');
  return {
    routes: Object.fromEntries(routes),
    includeTicketData: { TicketCreate: false, TicketUpdate: updates?.IncludeTicketData === '1' },
    maxLength: Number(transport.Config.MaxLength),
  };
}

describe('the web service that comes with the connector', () => {
  it('logs errors only: at debug, the server would keep each request with the password in clear', () => {
    expect(definition.Debugger).toEqual({ DebugThreshold: 'error', TestMode: '0' });
  });

  it('can search, get and update tickets, each by one method, and nothing else', () => {
    expect(Object.values(operations).map(({ Type }) => Type)).toEqual([
      'Ticket::TicketGet',
      'Ticket::TicketSearch',
      'Ticket::TicketUpdate',
    ]);
    expect(Object.values(transport.Config.RouteOperationMapping).map(({ RequestMethod }) => RequestMethod.join())).toEqual([
      'POST',
      'POST',
      'PUT',
    ]);
    expect(transport.Type).toBe('HTTP::REST');
  });

  it('takes the login it is given, and rewrites none', () => {
    expect(Object.values(operations).map(({ MappingInbound }) => MappingInbound)).toEqual([{}, {}, {}]);
  });

  it('is all the connector needs to find, read, move and note', async () => {
    const otobo = new FakeOtobo(testCatalog(), { OpenTicketAI: serviceOf() });
    const { system, server, stop } = await startOtobo({ otobo, tickets: [{ subject: 'a', queue: 'IT' }] });
    await system.findTickets({ queue: { name: 'IT' } });
    await system.updateTicket('1', { queue: { name: 'Misc' }, note: { body: 'moved' } });
    await expect(system.addNote('1', { body: 'done' })).resolves.toMatchObject({ visibility: 'internal' });
    expect(server.requests).toHaveLength(4);
    expect(
      (await failureOf(system.createTicket({ subject: 's', body: 'b', queue: { name: 'IT' }, customer: { id: 'carla' } }))).message,
    ).toContain('operation_urls');
    await stop();
  });
});
