import type { FakeRequest, ServerAnswer } from 'open-ticket-ai/testing';
import { failureOf } from './expect-failure.js';
import { FakeOtobo } from './fake/fake-otobo.js';
import { SHIPPED_SERVICE } from './fake/web-services.js';
import { PASSWORD, startOtobo, testCatalog, type OtoboStart, type StartedOtobo } from './otobo.harness.js';

let started: StartedOtobo | undefined;
afterEach(async () => {
  await started?.stop();
  started = undefined;
});

async function start(options: OtoboStart = {}): Promise<StartedOtobo> {
  started = await startOtobo({ tickets: [{ subject: 'VPN' }], ...options });
  return started;
}

function bodyOf(request: FakeRequest | undefined): Record<string, unknown> {
  return JSON.parse(request?.body ?? '{}') as Record<string, unknown>;
}

describe('a request', () => {
  it('goes to the operation of the web service, with the login in its body and no credentials in its headers', async () => {
    const { system, server } = await start();
    await system.getTicket('1');
    const [request] = server.requests;
    expect([request?.method, request?.url.pathname]).toEqual(['POST', '/otobo/nph-genericinterface.pl/Webservice/OpenTicketAI/ticket-get']);
    expect(bodyOf(request)).toMatchObject({ UserLogin: 'open_ticket_ai', Password: PASSWORD, TicketID: 1 });
    expect(request?.headers).not.toHaveProperty('authorization');
  });

  it('is sent with POST, an update with PUT, as the client of 1.4 did, so that its web services go on working', async () => {
    const { system, server } = await start();
    await system.findTickets({});
    await system.updateTicket('1', { subject: 'VPN down' });
    expect(server.requests.map(({ method, url }) => `${method} ${url.pathname.split('/').at(-1)}`)).toEqual([
      'POST ticket-search',
      'POST ticket-get',
      'PUT ticket-update',
    ]);
  });

  it('goes where the params say: another web service, other routes by either name, a slash at the end of the address', async () => {
    const otobo = new FakeOtobo(testCatalog(), {
      'Desk 2': {
        ...SHIPPED_SERVICE,
        routes: { '/find': { operation: 'TicketSearch' }, '/read': { operation: 'TicketGet' } },
      },
    });
    const { system, server } = await start({
      otobo,
      params: { webservice_name: 'Desk 2', operation_urls: { search: 'find', TicketGet: '/read' } },
    });
    await system.findTickets({});
    expect(server.requests.map(({ url }) => url.pathname.split('/').slice(-2).join('/'))).toEqual(['Desk%202/find', 'Desk%202/read']);
  });

  it('has another login when the params say so', async () => {
    const { system, server } = await start({ params: { username: 'robot' } });
    await system.findTickets({});
    expect(bodyOf(server.requests[0])['UserLogin']).toBe('robot');
  });
});

describe('a session', () => {
  const params = { use_session: true };

  it('is made once, and stands for the login from then on', async () => {
    const { system, server } = await start({ params });
    await Promise.all([system.getTicket('1'), system.getTicket('1')]);
    await system.getTicket('1');
    const routes = server.requests.map(({ url }) => url.pathname.split('/').at(-1));
    expect(routes.filter((route) => route === 'session-create')).toHaveLength(1);
    expect(bodyOf(server.requests.at(-1))).not.toHaveProperty('Password');
  });

  it('that has ended, two hours after it was made however much it is used, is made anew, and the request repeated', async () => {
    const { system, otobo, server } = await start({ params });
    await system.getTicket('1');
    otobo.world.sessions.clear();
    await expect(system.updateTicket('1', { subject: 'after' })).resolves.toMatchObject({ subject: 'after' });
    expect(server.requests.filter(({ url }) => url.pathname.endsWith('session-create'))).toHaveLength(2);
  });

  it('is not asked for again and again when the server does not heed it', async () => {
    const { system, otobo, server } = await start({ params });
    Object.defineProperty(otobo.world, 'sessions', { value: { has: () => false, add: () => undefined } });
    expect(await failureOf(system.getTicket('1'))).toMatchObject({ kind: 'unauthorized' });
    expect(server.requests.length).toBeLessThanOrEqual(4);
  });

  it('is unauthorized when the password is wrong', async () => {
    const { system, server } = await start({ params, wrongCredentials: true });
    expect(await failureOf(system.getTicket('1'))).toMatchObject({ kind: 'unauthorized' });
    expect(server.requests).toHaveLength(1);
  });
});

function text(status: number, body: string): ServerAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=UTF-8' }, body };
}

function refusal(code: string, message: string): ServerAnswer {
  return { body: { Error: { ErrorCode: code, ErrorMessage: message } } };
}

describe('an answer that is an error', () => {
  const CASES: readonly (readonly [says: string, answer: ServerAnswer, kind: string, hint: string])[] = [
    [
      'wrong login, with status 200',
      refusal('TicketGet.AuthFail', 'TicketGet: Authorization failing!'),
      'unauthorized',
      'username and password',
    ],
    ['a right that is missing', refusal('TicketGet.AccessDenied', 'No permission'), 'permanent', 'rw on the queue'],
    [
      'an unknown ticket, or one the agent may not see',
      refusal('TicketGet.AccessDenied', 'User does not have access to the ticket!'),
      'not_found',
      'ro, to see the ticket',
    ],
    ['wrong parameters', refusal('TicketGet.WrongStructure', 'Structure for TicketID is not correct!'), 'permanent', 'Structure'],
    ['a web service that is not valid', refusal('Webservice.InvalidConfiguration', 'No config'), 'permanent', 'No config'],
    ['an unknown route', text(500, "HTTP::REST Error while determine Operation for request URI '/x'."), 'permanent', 'operation_urls'],
    ['a body the server cannot decode', text(500, 'Error while decoding request content.'), 'permanent', 'decoding'],
    ['a body of the wrong shape', text(500, 'Unsupported request content structure.'), 'permanent', 'structure'],
    ['an unknown web service: an empty 500', { status: 500 }, 'retryable', 'webservice_name'],
    [
      'a wrong address',
      { status: 404, headers: { 'content-type': 'text/html' }, body: '<html><title>404 Not Found</title></html>' },
      'permanent',
      '/znuny/',
    ],
    ['a request over MaxLength', text(413, 'Payload Too Large'), 'permanent', 'MaxLength'],
    [
      'a fault, which is JSON that calls itself text',
      text(500, '{"faultcode":"Server","faultstring":"Ticket could not be read"}'),
      'permanent',
      'Ticket could not be read',
    ],
    ['a fault with status 200', { body: { faultcode: 'Server', faultstring: 'Oops' } }, 'permanent', 'Oops'],
    ['nothing at all', { status: 200, body: '' }, 'permanent', 'nothing'],
    ['a proxy without a server behind it', text(502, 'Bad Gateway'), 'retryable', 'Bad Gateway'],
  ];

  it.each(CASES)('%s', async (_says, answer, kind, hint) => {
    const { system, server } = await start();
    server.fail({ reply: answer });
    const error = await failureOf(system.getTicket('1'));
    expect(error).toMatchObject({ kind, system: 'otobo', operation: 'getTicket', ticketId: '1' });
    expect(error.message).toContain(hint);
  });
});

describe('the health check', () => {
  it('asks for one id, and says what is wrong', async () => {
    const { system, server } = await start();
    await system.checkHealth();
    expect(server.requests).toHaveLength(1);
    await started?.stop();
    const other = await start({ wrongCredentials: true });
    expect(await failureOf(other.system.checkHealth())).toMatchObject({ kind: 'unauthorized', operation: 'checkHealth' });
  });
});
