import { deepEqual, equal, ok } from 'node:assert/strict';
import type { TicketSystemErrorKind } from '../../api/tickets/ticket-system.error.js';
import { FakeServer } from '../server/fake-server.js';
import { HTML_PAGE, type ServerAnswer, type Fault } from '../server/fault.js';
import { failure, notesOf, outcome, type Behaviour } from './behaviour.js';

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

/** A note that meets a fault must be there once at most, and the error must not claim more than is known. */
function writesOnce(id: string, says: string, fault: Fault, timeoutMs?: number): Behaviour {
  return {
    id,
    says,
    check: async (bench) => {
      const { system, ids, server } = await bench.serve({ tickets: [{ subject: 'a' }], timeoutMs });
      await system.getTicket(ids[0] as string);
      server.fail(fault, { times: 1, on: bench.isWrite });
      const failed = await outcome(system.addNote(ids[0] as string, { body: 'only once' }));
      server.heal();
      const written = (await notesOf(system, ids[0] as string)).filter((body) => body.trim() === 'only once').length;
      ok(written <= 1, `the note was written ${written} times`);
      if (failed === undefined) return equal(written, 1);
      const { effect } = await failure(Promise.reject(failed));
      ok(written === 0 || effect !== 'none', 'the error says that nothing was written, but the note is there');
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
  writesOnce('http.write_cut_before', 'writes once at most when the connection is cut before the write', { reply: 'cut' }),
  writesOnce('http.write_cut_after', 'writes once at most when the connection is cut after the write', { performs: true, reply: 'cut' }),
  writesOnce('http.write_lost', 'writes once at most when the answer to a write never comes', { performs: true, reply: 'hang' }, 300),
  writesOnce('http.write_500_after', 'writes once at most when a write is answered with 500 though it was done', {
    performs: true,
    reply: { status: 500, body: { error: 'Internal Server Error' } },
  }),
  writesOnce('http.write_502', 'writes once at most when a proxy answers for a write', {
    performs: true,
    reply: { ...HTML_PAGE, status: 502 },
  }),
  {
    id: 'http.update_cut_after',
    says: 'ends an update whose answer got lost as done when a look shows that it is, else says that nobody knows',
    check: async (bench) => {
      const { queues } = bench.words;
      const { system, ids, server } = await bench.serve({ tickets: [{ subject: 'a', queue: queues[0] }] });
      await system.getTicket(ids[0] as string);
      server.fail({ performs: true, reply: 'cut' }, { times: 1, on: bench.isWrite });
      const update = { queue: { name: queues[1] }, note: { body: 'moved' } };
      const failed = await outcome(system.updateTicket(ids[0] as string, update));
      server.heal();
      const { queue, notes } = await system.getTicket(ids[0] as string);
      equal(queue?.name, queues[1]);
      ok(notes.length <= 1, `the note was written ${notes.length} times`);
      if (failed !== undefined) ok((await failure(Promise.reject(failed))).effect !== 'none');
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
