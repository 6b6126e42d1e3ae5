import { deepEqual, equal, ok } from 'node:assert/strict';
import { hasHealthCheck } from '../../api/health-check.js';
import type { TicketSystemErrorKind } from '../../api/tickets/ticket-system.error.js';
import { FakeServer } from '../server/fake-server.js';
import { HTML_PAGE, type ServerAnswer } from '../server/fault.js';
import { failure, outcome, type Behaviour } from './behaviour.js';

/** A promise about what an answer in place of the helpdesk's becomes. */
function answers(id: string, says: string, kind: TicketSystemErrorKind, answer: ServerAnswer, meaning: RegExp = /./): Behaviour {
  return {
    id,
    says,
    check: async (bench) => {
      const { system, ids, server } = await bench.serve({ tickets: [{ subject: 'a' }] });
      server.fail({ reply: answer });
      const error = await failure(system.getTicket(ids[0] as string), kind);
      equal(error.ticketId, ids[0]);
      ok(meaning.test(error.message), `the error must say ${meaning}: ${error.message}`);
    },
  };
}

const RATE_LIMIT = { status: 429, body: { error: 'Too many requests' } };

/** What an HTTP server can do to a connector. */
export const HTTP_BEHAVIOURS: readonly Behaviour[] = [
  {
    id: 'http.429_with_header',
    says: 'says rate_limited, and for how long, of a 429 with Retry-After',
    check: async (bench) => {
      const { system, ids, server } = await bench.serve({ tickets: [{ subject: 'a' }] });
      server.fail({ reply: { ...RATE_LIMIT, headers: { 'retry-after': '17' } } });
      equal((await failure(system.getTicket(ids[0] as string), 'rate_limited')).retryAfterMs, 17_000);
    },
  },
  answers('http.429_without_header', 'says rate_limited of a 429 without Retry-After', 'rate_limited', RATE_LIMIT),
  answers('http.409', 'says conflict of a 409', 'conflict', { status: 409, body: { message: 'changed' } }),
  answers('http.412', 'says conflict of a 412', 'conflict', { status: 412, body: { message: 'Precondition Failed' } }),
  answers('http.500', 'says retryable of a 500 when reading', 'retryable', { status: 500, body: '' }),
  answers('http.503', 'says retryable of a 503 with a page of HTML', 'retryable', { ...HTML_PAGE, status: 503 }),
  answers('http.html', 'says of a page of HTML in place of an answer that it is one', 'permanent', HTML_PAGE, /HTML/),
  answers('http.garbage', 'says of an answer that is no JSON that it cannot be read', 'permanent', {
    headers: { 'content-type': 'application/json' },
    body: '{"broken": ',
  }),
  answers('http.redirect', 'takes a redirect to a login page for failed authentication', 'unauthorized', {
    status: 302,
    headers: { location: '/login?next=%2Fapi' },
  }),
  {
    id: 'http.redirect_other_host',
    says: 'sends nothing to another host that it is redirected to',
    check: async (bench) => {
      const elsewhere = await FakeServer.start(() => ({ body: {} }));
      try {
        const { system, ids, server } = await bench.serve({ tickets: [{ subject: 'a' }] });
        server.fail({ reply: { status: 307, headers: { location: `${elsewhere.url}/api` } } });
        await failure(system.getTicket(ids[0] as string));
        deepEqual(elsewhere.requests, []);
      } finally {
        await elsewhere.stop();
      }
    },
  },
  {
    id: 'http.timeout',
    says: 'gives up waiting for an answer, and says retryable',
    check: async (bench) => {
      const { system, ids, server } = await bench.serve({ tickets: [{ subject: 'a' }], timeoutMs: 200 });
      server.fail({ reply: 'hang' });
      await failure(system.getTicket(ids[0] as string), 'retryable');
    },
  },
  {
    id: 'http.slow_body',
    says: 'gives up waiting for the rest of an answer, and says retryable',
    check: async (bench) => {
      const { system, ids, server } = await bench.serve({ tickets: [{ subject: 'a' }], timeoutMs: 200 });
      server.fail({ reply: 'slow_body' });
      await failure(system.getTicket(ids[0] as string), 'retryable');
    },
  },
  {
    id: 'http.endless_body',
    says: 'stops reading an answer that is too large, and says so',
    check: async (bench) => {
      const { system, ids, server } = await bench.serve({ tickets: [{ subject: 'a' }] });
      server.fail({ reply: 'endless_body' });
      await failure(system.getTicket(ids[0] as string), 'permanent');
    },
  },
  {
    id: 'http.cut',
    says: 'reads again when the connection is cut while it reads',
    check: async (bench) => {
      const { system, ids, server } = await bench.serve({ tickets: [{ subject: 'a' }] });
      server.fail({ reply: 'cut' }, { times: 1 });
      equal((await system.getTicket(ids[0] as string)).subject, 'a');
    },
  },
  {
    id: 'http.unreachable',
    says: 'says retryable when nobody answers',
    check: async (bench) => {
      const { system, ids, server } = await bench.serve({ tickets: [{ subject: 'a' }] });
      await server.stop();
      await failure(system.getTicket(ids[0] as string), 'retryable');
    },
  },
  {
    id: 'http.wrong_credentials',
    says: 'says unauthorized of wrong credentials, and does not try them again and again',
    check: async (bench) => {
      const { system, ids, server } = await bench.serve({ tickets: [{ subject: 'a' }], wrongCredentials: true });
      const before = server.requests.length;
      await failure(system.getTicket(ids[0] as string), 'unauthorized');
      ok(server.requests.length <= before + 2, `${server.requests.length - before} requests were made`);
    },
  },
  {
    id: 'http.health',
    says: 'says by its health check, if it has one, whether it is reached and let in, and why not',
    check: async (bench) => {
      const { system, server } = await bench.serve();
      if (!hasHealthCheck(system)) return;
      await system.checkHealth();
      const refused = (await bench.serve({ wrongCredentials: true })).system;
      if (hasHealthCheck(refused)) await failure(refused.checkHealth(), 'unauthorized');
      await server.stop();
      await failure(system.checkHealth(), 'retryable');
    },
  },
  {
    id: 'http.abort',
    says: 'stops at once when it is told to, and says why it was',
    check: async (bench) => {
      const { system, ids, server } = await bench.serve({ tickets: [{ subject: 'a' }] });
      server.fail({ reply: 'hang' });
      const controller = new AbortController();
      const reason = new Error('the run was cancelled');
      const arrived = server.nextRequest();
      const failed = outcome(system.getTicket(ids[0] as string, { signal: controller.signal }));
      await arrived;
      controller.abort(reason);
      equal(await failed, reason);
      equal(await outcome(system.findTickets({}, { signal: AbortSignal.abort(reason) })), reason);
    },
  },
  {
    id: 'http.keep_alive',
    says: 'uses its connections again',
    check: async (bench) => {
      const { system, ids, server } = await bench.serve({ tickets: [{ subject: 'a' }] });
      await system.getTicket(ids[0] as string);
      const opened = server.connections;
      for (let i = 0; i < 20; i += 1) await system.getTicket(ids[0] as string);
      ok(server.connections < opened + 10, `${server.connections - opened} connections were opened for 20 calls`);
    },
  },
];
