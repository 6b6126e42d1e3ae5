import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Clock, Secret, type RunFinishedEvent } from 'open-ticket-ai';
import { bootOtai, FakeClock, type BootedOtai } from 'open-ticket-ai/testing';
import {
  DEMO_ANSWERS,
  HFClassificationService,
  HfLocalPlugin,
  OTOBOZnunyTicketSystemService,
  OtoboZnunyPlugin,
} from './support/connectors-of-1.4.js';

/**
 * The published configs of Open Ticket AI 1.4, byte for byte, against what that program was recorded to do on a real OTOBO.
 * `fixtures/compat` holds the recordings: the tickets before, every call, the tickets after.
 */
const FIXTURES = join(import.meta.dirname, 'fixtures');
const PASSWORDS = { OTAI_OTOBO_DEMO_PASSWORD: '2024', OTAI_E2E_OTOBO_PASSWORD: 'hunter2' };

interface Scenario {
  readonly tickets: readonly { readonly id: number; readonly title: string; readonly body: string }[];
  readonly calls: readonly ({ readonly call: string; readonly TicketID?: number } & Record<string, unknown>)[];
  readonly after: readonly AfterTicket[];
}

interface AfterTicket {
  readonly id: number;
  readonly title: string;
  readonly queue: string;
  readonly notes: readonly { readonly subject: string; readonly body: string }[];
}

let app: BootedOtai | undefined;
let clock: FakeClock;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

function scenario(config: string, name: string): Scenario {
  const all = JSON.parse(readFileSync(join(FIXTURES, 'compat', `${config}.json`), 'utf8')) as Record<string, Scenario>;
  const found = all[name];
  if (found === undefined) throw new Error(`no recording ${name} of ${config}`);
  return found;
}

function published(config: string): string {
  return readFileSync(join(FIXTURES, 'configs', 'published', `${config}.yml`), 'utf8');
}

/** Starts a config with its triggers, on a clock that stands still, and with tickets in its helpdesk. */
async function start(
  yaml: string,
  tickets: Scenario['tickets'] = [],
  queue = 'OpenTicketAI::Incoming',
): Promise<OTOBOZnunyTicketSystemService> {
  clock = new FakeClock();
  app = await bootOtai(yaml, {
    plugins: [OtoboZnunyPlugin, HfLocalPlugin],
    env: PASSWORDS,
    autoStart: true,
    override: (builder) => builder.overrideProvider(Clock).useValue(clock),
  });
  const helpdesk = app.service<OTOBOZnunyTicketSystemService>('otobo_znuny');
  for (const { id, title, body } of tickets) helpdesk.add({ id: String(id), subject: title, body, queue, priority: '3 normal' });
  if (yaml.includes('hf_local')) app.service<HFClassificationService>('hf_local').answers.push(...DEMO_ANSWERS);
  return helpdesk;
}

/** The recorded calls for one ticket: from the search that found it to the next search. */
function callsFor(recorded: Scenario, id: number): readonly object[] {
  const get = recorded.calls.findIndex(({ call, TicketID }) => call === 'get' && TicketID === id);
  const next = recorded.calls.findIndex(({ call }, i) => i > get && call === 'search');
  return recorded.calls.slice(get - 1, next < 0 ? undefined : next);
}

function ticketsAfter(helpdesk: OTOBOZnunyTicketSystemService): readonly object[] {
  return helpdesk.tickets.map(({ id, subject, queue, priority, notes }) => ({
    id: Number(id),
    title: subject,
    queue: queue?.name,
    priority: priority?.name,
    notes: notes.map((note) => ({ subject: note.subject, body: note.body })),
  }));
}

/** The recorded tickets, without who may read the notes: there ours differs on purpose. */
function recordedTickets({ after }: Scenario): readonly object[] {
  return after.map((ticket) => ({ ...ticket, notes: ticket.notes.map(({ subject, body }) => ({ subject, body })) }));
}

function ticketsTaken(calls: readonly object[]): readonly unknown[] {
  return calls.flatMap((call) => ('call' in call && 'TicketID' in call && call.call === 'get' ? [call.TicketID] : []));
}

/** How the runs of the time to come end. */
function watchRuns(): RunFinishedEvent[] {
  const runs: RunFinishedEvent[] = [];
  app?.pipelines.events$.subscribe((event) => event.type === 'run_finished' && runs.push(event));
  return runs;
}

describe('otobo_demo.yml', () => {
  const CONFIG = 'otobo_demo';

  it('gives its runner as a pipeline, and the service its password as a secret, which stays a text when it looks like a number', async () => {
    const helpdesk = await start(published(CONFIG));
    expect(app?.pipelines.names()).toEqual(['ticket-routing-runner']);
    expect(helpdesk.params.password).toBeInstanceOf(Secret);
    expect(helpdesk.params.password.reveal()).toBe('2024');
    expect(helpdesk.params.base_url).toBe('http://otobo.invalid/otobo/nph-genericinterface.pl');
  });

  it('does nothing before one full interval has gone by', async () => {
    const helpdesk = await start(published(CONFIG));
    await clock.advance(499);
    expect(helpdesk.log).toEqual([]);
    await clock.advance(1);
    expect(helpdesk.log).toHaveLength(1);
  });

  it('with an empty queue only searches, once every half second', async () => {
    const recorded = scenario(CONFIG, 'empty_queue');
    const helpdesk = await start(published(CONFIG));
    await clock.advance(1500);
    expect(helpdesk.log).toEqual(recorded.calls);
  });

  it('with one ticket moves it, notes that, sets its priority, notes that, and goes on searching', async () => {
    const recorded = scenario(CONFIG, 'one_ticket');
    const helpdesk = await start(published(CONFIG), recorded.tickets);
    await clock.advance(500 * 4);
    expect(helpdesk.log).toEqual(recorded.calls);
    expect(ticketsAfter(helpdesk)).toEqual(recordedTickets(recorded));
  });

  it('with several tickets does the same calls for each, one ticket a run', async () => {
    const recorded = scenario(CONFIG, 'three_tickets');
    const helpdesk = await start(published(CONFIG), recorded.tickets);
    await clock.advance(500 * 3);
    expect(helpdesk.log).toEqual([3, 4, 5].flatMap((id) => callsFor(recorded, id)));
    expect(ticketsAfter(helpdesk)).toEqual(recordedTickets(recorded));
  });

  it.each(['low_confidence', 'low_confidence_only_priority'])(
    'falls back when the model is not sure, and notes how sure it was (%s)',
    async (name) => {
      const recorded = scenario(CONFIG, name);
      const helpdesk = await start(published(CONFIG), recorded.tickets);
      await clock.advance(500 * 4);
      expect(helpdesk.log).toEqual(recorded.calls);
      expect(ticketsAfter(helpdesk)).toEqual(recordedTickets(recorded));
    },
  );

  it('with a queue that the helpdesk does not have leaves the ticket as it is, and tries again after the pause', async () => {
    const recorded = scenario(CONFIG, 'target_queue_missing_in_otobo');
    const helpdesk = await start(published(CONFIG), recorded.tickets);
    helpdesk.missingQueues.add('OpenTicketAI::Nope');
    app
      ?.service<HFClassificationService>('hf_local')
      .answers.unshift({ model: 'queue', word: '', label: 'OpenTicketAI::Nope', confidence: 1 });
    const attempt = recorded.calls.slice(0, 3);
    await clock.advance(500);
    expect(helpdesk.log).toEqual(attempt);
    await clock.advance(4999);
    expect(helpdesk.log).toHaveLength(3);
    await clock.advance(1);
    expect(helpdesk.log).toEqual([...attempt, ...attempt]);
    expect(ticketsAfter(helpdesk)).toEqual(recordedTickets(recorded));
  });
});

describe('fetch-addnote.yml', () => {
  const CONFIG = 'fetch-addnote';
  const QUEUE = '~Test-Queue1';

  it('asks as seldom as orchestrator_sleep says, which is longer than its interval', async () => {
    const helpdesk = await start(published(CONFIG));
    await clock.advance(4999);
    expect(helpdesk.log).toEqual([]);
    await clock.advance(1);
    expect(helpdesk.log).toHaveLength(1);
  });

  it('with one ticket adds the note, then moves it', async () => {
    const recorded = scenario(CONFIG, 'one_ticket');
    const helpdesk = await start(published(CONFIG), recorded.tickets, QUEUE);
    await clock.advance(10_000);
    expect(helpdesk.log).toEqual(recorded.calls);
    expect(ticketsAfter(helpdesk)).toEqual(recordedTickets(recorded));
  });

  it('with several tickets does the same calls for each', async () => {
    const recorded = scenario(CONFIG, 'three_tickets');
    const helpdesk = await start(published(CONFIG), recorded.tickets, QUEUE);
    await clock.advance(15_000);
    expect(helpdesk.log).toEqual([20, 21, 22].flatMap((id) => callsFor(recorded, id)));
    expect(ticketsAfter(helpdesk)).toEqual(recordedTickets(recorded));
  });

  it('with an empty queue fails at the note, which it does not guard, every five seconds as before', async () => {
    const recorded = scenario(CONFIG, 'empty_queue');
    const helpdesk = await start(published(CONFIG));
    const runs = watchRuns();
    await clock.advance(15_000);
    expect(helpdesk.log).toEqual(recorded.calls);
    expect(runs.map(({ error }) => error?.message)).toEqual(
      Array(3).fill(expect.stringContaining('step process-queue-ticket/add-acknowledgment')),
    );
  });
});

describe('update-ticket-subject.yml', () => {
  const CONFIG = 'update-ticket-subject';
  const recorded = scenario(CONFIG, 'one_ticket_three_cycles');

  it('changes the subject again at each cycle; the id may be a text of digits', async () => {
    const helpdesk = await start(published(CONFIG), [{ id: 1312, title: 'Drucker defekt', body: '' }]);
    await clock.advance(15_000);
    expect(helpdesk.log).toEqual(recorded.calls.map((call) => ({ ...call, TicketID: 1312 })));
    expect(helpdesk.tickets[0]?.subject).toBe(recorded.after[0]?.title);
  });

  it('says each time which ticket is missing, and tries again', async () => {
    const helpdesk = await start(published(CONFIG));
    const runs = watchRuns();
    await clock.advance(15_000);
    const missing = scenario(CONFIG, 'ticket_missing_id_as_published');
    expect(helpdesk.log).toEqual(missing.calls);
    expect(runs.map(({ error }) => error?.cause)).toEqual(Array(3).fill(expect.objectContaining({ kind: 'not_found', ticketId: '1312' })));
  });
});

/** A 1.4 config of two runners, of which the first does what the expression says. */
function runners(orchestrator: string, expression: string): string {
  return `
open_ticket_ai:
  services:
    otobo_znuny: { use: "otobo-znuny:OTOBOZnunyTicketSystemService", params: { base_url: "http://otobo.invalid/", password: x } }
  orchestrator:
    use: base:SimpleSequentialOrchestrator
    params:
      ${orchestrator}
      steps:
        - id: first
          use: base:SimpleSequentialRunner
          params:
            "on": { use: base:IntervalTrigger, params: { interval: PT1S } }
            run: { id: run, use: base:ExpressionPipe, params: { expression: "${expression}" } }
        - id: second
          use: base:SimpleSequentialRunner
          params:
            "on": { use: base:IntervalTrigger, params: { interval: PT1S } }
            run: { id: run, use: base:ExpressionPipe, params: { expression: fine } }
`;
}

/** How the runs of these runners end within a time. */
async function finished(orchestrator: string, expression: string, milliseconds: number): Promise<readonly string[]> {
  await start(runners(orchestrator, expression));
  const runs = watchRuns();
  await clock.advance(milliseconds);
  return runs.map(({ pipeline, result }) => `${pipeline} ${result.status}`);
}

describe('the timing of the 1.4 grammar', () => {
  const BREAKS = '{{ [][0].id }}';

  it('waits for exception_sleep after a failure, 5 s unless the config says otherwise', async () => {
    const usual = await finished('orchestrator_sleep: PT1S', BREAKS, 12_000);
    expect(usual.filter((run) => run === 'first failed')).toHaveLength(3);
    await app?.close();
    const longer = await finished('exception_sleep: PT11S', BREAKS, 12_000);
    expect(longer.filter((run) => run === 'first failed')).toHaveLength(2);
  });

  it('does not take fail() in a guard for an exception: the next run comes after the interval, and always_retry: false stops nothing', async () => {
    const runs = await finished('always_retry: false', '{{ fail() }}', 3000);
    expect(runs.filter((run) => run === 'first failed')).toHaveLength(3);
    expect(runs.filter((run) => run === 'second succeeded')).toHaveLength(3);
  });

  it('lets the other runners go on while one waits after its failure', async () => {
    const runs = await finished('orchestrator_sleep: PT1S', BREAKS, 5000);
    expect(runs.filter((run) => run === 'second succeeded')).toHaveLength(5);
  });

  it('takes the longer of interval and orchestrator_sleep', async () => {
    expect(await finished('orchestrator_sleep: PT3S', 'fine', 6000)).toEqual(
      ['first', 'second', 'first', 'second'].map((name) => `${name} succeeded`),
    );
  });
});

describe('on purpose unlike 1.4', () => {
  it('tickets are taken oldest first, so that none waits for ever behind newer ones', async () => {
    const recorded = scenario('otobo_demo', 'three_tickets');
    const helpdesk = await start(published('otobo_demo'), recorded.tickets);
    await clock.advance(1500);
    expect(ticketsTaken(recorded.calls)).toEqual([5, 4, 3]);
    expect(ticketsTaken(helpdesk.log)).toEqual([3, 4, 5]);
    expect(helpdesk.calls[0]?.args).toEqual([expect.objectContaining({ order: 'oldest_first' })]);
  });

  it('notes are internal, where 1.4 showed them to the customer', async () => {
    const recorded = scenario('otobo_demo', 'one_ticket');
    const helpdesk = await start(published('otobo_demo'), recorded.tickets);
    await clock.advance(500);
    expect(recorded.after[0]?.notes).toEqual(Array(2).fill(expect.objectContaining({ visible_for_customer: true })));
    expect(helpdesk.tickets[0]?.notes.map((note) => note.visibility)).toEqual(['internal', 'internal']);
  });

  it('a guard that calls fail() fails the run, where 1.4 called it a success; the warning is said once, not twice a second', async () => {
    const warn = jest.spyOn(Logger, 'warn').mockImplementation(() => undefined);
    await start(published('otobo_demo'));
    const runs = watchRuns();
    await clock.advance(5000);
    expect(runs).toHaveLength(10);
    expect(runs.every(({ error }) => error?.message.includes('step ticket-routing/fail_no_tickets: the template called fail()'))).toBe(
      true,
    );
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });

  it('always_retry: false stops the triggers and says so, where 1.4 ended the process', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    await start(
      published('update-ticket-subject').replace('orchestrator_sleep: PT5S', 'orchestrator_sleep: PT5S\n      always_retry: false'),
    );
    const runs = watchRuns();
    await clock.advance(60_000);
    expect(runs).toHaveLength(1);
    expect(error).toHaveBeenCalledWith(expect.stringContaining('always_retry: false'));
    error.mockRestore();
  });

  it('one failing ticket names step and cause once, where 1.4 wrote a traceback', async () => {
    await start(published('update-ticket-subject'));
    const runs = watchRuns();
    await clock.advance(5000);
    expect(runs[0]?.error?.message).toBe(
      'pipeline update-runner, step update-workflow/update-ticket: memory: updateTicket (ticket 1312): there is no such ticket',
    );
  });

  it('a missing password is found at boot, where 1.4 began to work and failed every five seconds', async () => {
    await expect(bootOtai(published('otobo_demo'), { plugins: [OtoboZnunyPlugin, HfLocalPlugin] })).rejects.toThrow(
      'services.otobo_znuny.params.password cannot be rendered: environment variable OTAI_OTOBO_DEMO_PASSWORD is not set',
    );
  });
});
