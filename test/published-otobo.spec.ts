import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult } from 'open-ticket-ai';
import { bootOtai, FakeServer, type BootedOtai } from 'open-ticket-ai/testing';
import { OtoboZnunyPlugin } from 'otai-otobo-znuny';
import { recordedCatalog } from '../packages/otai-otobo-znuny/test/fake/catalog.js';
import { FakeOtobo } from '../packages/otai-otobo-znuny/test/fake/fake-otobo.js';
import { DEMO_ANSWERS, HFClassificationService, HfLocalPlugin } from './support/connectors-of-1.4.js';

/**
 * The published configs of Open Ticket AI 1.4, byte for byte, with the real connector on a fake OTOBO, against what that program sent to a
 * real one. On purpose unlike 1.4: the oldest ticket comes first; notes are internal, which the connector says in each; a search asks for
 * one id more than its limit, to know whether there is more.
 */
const FIXTURES = join(import.meta.dirname, 'fixtures');
const PASSWORD = 'otai-Demo-Pw-0001';

interface Scenario {
  readonly tickets: readonly { readonly id: number; readonly title: string; readonly body: string }[];
  readonly calls: readonly Call[];
  readonly after: readonly { readonly id: number; readonly notes: readonly { readonly subject: string; readonly body: string }[] }[];
}

/** One call as the recordings have it. */
type Call = { readonly call: string; readonly TicketID?: number } & Readonly<Record<string, unknown>>;

let app: BootedOtai | undefined;
let server: FakeServer | undefined;
let otobo: FakeOtobo;
afterEach(async () => {
  await app?.close();
  await server?.stop();
  [app, server] = [undefined, undefined];
});

function scenario(config: string, name: string): Scenario {
  const all = JSON.parse(readFileSync(join(FIXTURES, 'compat', `${config}.json`), 'utf8')) as Record<string, Scenario>;
  const found = all[name];
  if (found === undefined) throw new Error(`no recording ${name} of ${config}`);
  return found;
}

/** The OTOBO of the recordings, with the queues and priorities that the configs name. */
function helpdesk(tickets: Scenario['tickets'], queue: string): FakeOtobo {
  const catalog = recordedCatalog();
  for (const [i, name] of ['OpenTicketAI::Unclassified', '~Test-Queue1', '~Test-Queue2'].entries())
    catalog.queues.push({ id: 13 + i, name, group: 4 });
  for (const [i, name] of ['low', 'medium', 'high', 'critical'].entries()) catalog.priorities.push({ id: 6 + i, name });
  const fake = new FakeOtobo(catalog);
  for (const [i, { id, title, body }] of tickets.entries()) {
    const ticket = fake.world.addTicket({ id, title, queue, customer: 'carla', created: `2026-11-22 20:00:0${i}` });
    fake.world.addArticle(ticket, { fields: { Body: body, Subject: title, SenderType: 'customer', CreateTime: ticket.fields.Created } });
  }
  return fake;
}

/** Boots a config; only its address and its password come from the environment. */
async function start(config: string, tickets: Scenario['tickets'] = [], queue = 'OpenTicketAI::Incoming'): Promise<void> {
  otobo = helpdesk(tickets, queue);
  server = await FakeServer.start(otobo.handle);
  app = await bootOtai(readFileSync(join(FIXTURES, 'configs', 'published', `${config}.yml`), 'utf8'), {
    plugins: [OtoboZnunyPlugin, HfLocalPlugin],
    env: {
      OTAI_OTOBO_DEMO_PASSWORD: PASSWORD,
      OTAI_E2E_OTOBO_PASSWORD: PASSWORD,
      OPEN_TICKET_AI__SERVICES__OTOBO_ZNUNY__PARAMS__BASE_URL: `${server.url}/otobo/nph-genericinterface.pl`,
    },
  });
  const isClassifying = config === 'otobo_demo';
  if (isClassifying) app.service<HFClassificationService>('hf_local').answers.push(...DEMO_ANSWERS);
}

/** As many cycles of the only pipeline as 1.4 would have made. */
async function cycles(times: number): Promise<readonly RunResult[]> {
  const results: RunResult[] = [];
  for (let i = 0; i < times; i += 1) results.push(await (app as BootedOtai).run(app?.pipelines.names()[0] ?? ''));
  return results;
}

/** What the connector sent, as the recordings have it. */
function sent(): readonly object[] {
  return otobo.operations.map(({ operation, data }) => {
    const { Queues, TicketID, Ticket, Article } = data;
    if (operation === 'TicketSearch') return { call: 'search', Limit: 1, Queues };
    if (operation === 'TicketGet') return { call: 'get', TicketID };
    return {
      call: 'update',
      ...(Ticket === undefined ? {} : { Ticket }),
      ...(Article === undefined ? {} : { Article: asRecorded(Article) }),
      TicketID,
    };
  });
}

/** An article without what 1.4 left to OTOBO, which then showed it to the customer. */
function asRecorded(article: unknown): object {
  const { Subject, Body, ContentType, IsVisibleForCustomer, SenderType, CommunicationChannel } = article as Record<string, unknown>;
  expect({ IsVisibleForCustomer, SenderType, CommunicationChannel }).toEqual({
    IsVisibleForCustomer: 0,
    SenderType: 'agent',
    CommunicationChannel: 'Internal',
  });
  return { Subject, Body, ContentType };
}

/** The recorded calls for one ticket: from the search that found it to the next search. */
function callsFor({ calls }: Scenario, id: number): readonly Call[] {
  const get = calls.findIndex(({ call, TicketID }) => call === 'get' && TicketID === id);
  const next = calls.findIndex(({ call }, i) => i > get && call === 'search');
  return calls.slice(get - 1, next < 0 ? undefined : next);
}

function ticketsAfter(): readonly object[] {
  return [...otobo.world.tickets.values()].map(({ fields, articles }) => ({
    id: fields.TicketID,
    title: fields.Title,
    queue: fields['Queue'],
    priority: fields['Priority'],
    notes: articles.slice(1).map((article) => ({ subject: article.fields['Subject'], body: article.fields.Body })),
  }));
}

/** The recorded tickets, without who may read the notes: there ours differs on purpose. */
function recordedAfter({ after }: Scenario): readonly object[] {
  return after.map((ticket) => ({ ...ticket, notes: ticket.notes.map(({ subject, body }) => ({ subject, body })) }));
}

describe('otobo_demo.yml on OTOBO', () => {
  const CONFIG = 'otobo_demo';

  it('with an empty queue only searches; the first time it looks once whether there is a ticket at all, for the name may be misspelt', async () => {
    await start(CONFIG);
    await cycles(3);
    const [first, look, ...rest] = sent();
    expect(look).toEqual({ call: 'search', Limit: 1, Queues: undefined });
    expect([first, ...rest]).toEqual(scenario(CONFIG, 'empty_queue').calls);
  });

  it('with one ticket makes the six calls of 1.4, in their order, and no other', async () => {
    const recorded = scenario(CONFIG, 'one_ticket');
    await start(CONFIG, recorded.tickets);
    await cycles(1);
    expect(sent()).toEqual(callsFor(recorded, 2));
    expect(sent()).toHaveLength(6);
    expect(ticketsAfter()).toEqual(recordedAfter(recorded));
  });

  it('with several tickets makes the same calls for each, the oldest first', async () => {
    const recorded = scenario(CONFIG, 'three_tickets');
    await start(CONFIG, recorded.tickets);
    await cycles(3);
    expect(sent()).toEqual([3, 4, 5].flatMap((id) => callsFor(recorded, id)));
    expect(ticketsAfter()).toEqual(recordedAfter(recorded));
  });

  it.each(['low_confidence', 'low_confidence_only_priority'])('falls back when the model is not sure (%s)', async (name) => {
    const recorded = scenario(CONFIG, name);
    const [ticket] = recorded.tickets;
    await start(CONFIG, recorded.tickets);
    await cycles(1);
    expect(sent()).toEqual(callsFor(recorded, ticket?.id ?? 0));
    expect(ticketsAfter()).toEqual(recordedAfter(recorded));
  });

  it('with a queue that OTOBO does not have leaves the ticket as it is, and says what the queue may have been', async () => {
    const recorded = scenario(CONFIG, 'target_queue_missing_in_otobo');
    await start(CONFIG, recorded.tickets);
    app
      ?.service<HFClassificationService>('hf_local')
      .answers.unshift({ model: 'queue', word: '', label: 'OpenTicketAI::Incomming', confidence: 1 });
    const [result] = await cycles(1);
    expect(sent().slice(0, 2)).toEqual(recorded.calls.slice(0, 2));
    expect(result?.error?.message).toContain('there is no queue "OpenTicketAI::Incomming"\n  -> did you mean "OpenTicketAI::Incoming"?');
    expect(ticketsAfter()).toEqual(recordedAfter(recorded));
  });

  it('opens a connection or two and goes on using them, where 1.4 opened four for each ticket', async () => {
    const recorded = scenario(CONFIG, 'three_tickets');
    await start(CONFIG, recorded.tickets);
    await cycles(3);
    expect(server?.connections).toBeLessThanOrEqual(2);
  });
});

describe('fetch-addnote.yml on OTOBO', () => {
  const CONFIG = 'fetch-addnote';
  const QUEUE = '~Test-Queue1';

  it('with one ticket adds the note, then moves it', async () => {
    const recorded = scenario(CONFIG, 'one_ticket');
    await start(CONFIG, recorded.tickets, QUEUE);
    await cycles(1);
    expect(sent()).toEqual(callsFor(recorded, 18));
    expect(ticketsAfter()).toEqual(recordedAfter(recorded));
  });

  it('with several tickets makes the same calls for each', async () => {
    const recorded = scenario(CONFIG, 'three_tickets');
    await start(CONFIG, recorded.tickets, QUEUE);
    await cycles(3);
    expect(sent()).toEqual([20, 21, 22].flatMap((id) => callsFor(recorded, id)));
    expect(ticketsAfter()).toEqual(recordedAfter(recorded));
  });

  it('with an empty queue fails at the note, which it does not guard, as before', async () => {
    await start(CONFIG);
    const results = await cycles(3);
    expect(results.map(({ error }) => error?.message)).toEqual(
      Array(3).fill(expect.stringContaining('step process-queue-ticket/add-acknowledgment')),
    );
    expect(sent().filter((call) => 'Queues' in call && call.Queues !== undefined)).toEqual(scenario(CONFIG, 'empty_queue').calls);
  });
});

describe('update-ticket-subject.yml on OTOBO', () => {
  const CONFIG = 'update-ticket-subject';

  it('changes the subject again at each cycle; the first time it reads the ticket it has never seen', async () => {
    const recorded = scenario(CONFIG, 'one_ticket_three_cycles');
    await start(CONFIG, [{ id: 1312, title: 'Drucker defekt', body: 'x' }], '~Test-Queue1');
    await cycles(3);
    const updates = recorded.calls.map((call) => ({ ...call, TicketID: 1312 }));
    expect(sent()).toEqual([updates[0], { call: 'get', TicketID: 1312 }, ...updates.slice(1)]);
    expect(otobo.world.tickets.get(1312)?.fields.Title).toBe('E2E Update da65603d-66b2-4776-9674-239ce9023f80 :: updated');
  });

  it('says each time which ticket is missing', async () => {
    await start(CONFIG);
    const results = await cycles(3);
    expect(sent()).toEqual(scenario(CONFIG, 'ticket_missing_id_as_published').calls);
    expect(results.map(({ error }) => error?.cause)).toEqual(
      Array(3).fill(expect.objectContaining({ kind: 'not_found', ticketId: '1312' })),
    );
  });
});
