import { Redis } from 'ioredis';
import { Secret, type RunEvent } from 'open-ticket-ai';
import type { BootedOtai } from 'open-ticket-ai/testing';
import { lastValueFrom, toArray } from 'rxjs';
import { routing, TestFleet } from './support/fleet.js';
import { gate, moods, until } from './support/moods.plugin.js';
import { describeWithRedis } from './support/with-redis.js';

describeWithRedis('a fleet', (server) => {
  let fleet: TestFleet;
  beforeEach(() => moods.reset());
  afterEach(() => fleet.end());

  function seed(count: number): void {
    for (let i = 1; i <= count; i++) fleet.helpdesk.add({ subject: `ticket ${i} about the salary`, queue: 'Incoming' });
  }

  function outcome(): readonly unknown[] {
    return fleet.helpdesk.tickets.map(({ queue, notes }) => [queue?.name, notes.length]);
  }

  /** An application for each role. */
  function start<R extends readonly ('all' | 'worker' | 'scheduler' | 'api')[]>(...roles: R): Promise<{ [K in keyof R]: BootedOtai }> {
    return Promise.all(roles.map((role) => fleet.join({ role }))) as Promise<{ [K in keyof R]: BootedOtai }>;
  }

  it('runs a pipeline elsewhere, each ticket a job of its own, and gives the result to who asked', async () => {
    fleet = new TestFleet(server().url, routing());
    seed(25);
    const [asking] = await start('api', 'worker', 'worker');
    const result = await asking.run('route');
    expect(result).toMatchObject({ status: 'succeeded', data: { count: 25, succeeded_count: 25, failed_count: 0 } });
    expect([...(result?.steps.keys() ?? [])]).toEqual(['fetch', 'each']);
    expect(outcome()).toEqual(Array.from({ length: 25 }, () => ['IT', 1]));
  });

  it('works in one process that does everything, too', async () => {
    fleet = new TestFleet(server().url, routing());
    seed(3);
    const [app] = await start('all');
    const events = await lastValueFrom(app.pipelines.run$('route').pipe(toArray()));
    expect(events.filter(({ type }) => type === 'run_finished')).toHaveLength(1);
    expect(outcome()).toEqual(Array.from({ length: 3 }, () => ['IT', 1]));
  });

  it('tells who watches what happens elsewhere, each thing once, and no texts', async () => {
    fleet = new TestFleet(server().url, routing());
    seed(2);
    const [asking] = await start('api', 'worker', 'worker');
    const events = await lastValueFrom(asking.pipelines.run$('route').pipe(toArray()));
    const told = events.map((event) => [event.type, 'path' in event ? event.path : '']);
    expect(told[0]).toEqual(['run_started', '']);
    expect(told.at(-1)).toEqual(['run_finished', '']);
    const wanted = ['fetch', 'each', ...[1, 2].flatMap((i) => [`each[${i}]/move`, `each[${i}]/note`])];
    for (const type of ['step_started', 'step_finished'])
      expect(
        told
          .filter((one) => one[0] === type)
          .map(([, path]) => path)
          .toSorted(),
      ).toEqual(wanted.toSorted());
    expect(told.filter(([type]) => type === 'ticket_written')).toHaveLength(4);
    expect(JSON.stringify(events, replacer)).not.toContain('salary');
    const written = events.find((event): event is Extract<RunEvent, { type: 'ticket_written' }> => event.type === 'ticket_written');
    expect(written?.write).toMatchObject({ change: { queue: { name: 'IT' } }, before: { queue: { name: 'Incoming' } } });
  });

  it.each([false, true])('keeps no text and no secret in Redis, whether the journal keeps texts or not: %s', async (storeTexts) => {
    const tells = { id: 'tell', use: 'base:expression', params: { expression: '{{ ticket.subject }}' } };
    fleet = new TestFleet(server().url, routing({}, [tells]));
    fleet.storesTexts = storeTexts;
    seed(3);
    const [app] = await start('all');
    const events = await lastValueFrom(app.pipelines.run$('route').pipe(toArray()));
    expect(events.at(-1)).toMatchObject({ result: { data: { succeeded_count: 3 } } });
    expect((await app.run('route', { input: { password: new Secret('hunter2') } })).error?.code).toBe('OTAI_JOB_INPUT');
    const dump = await dumpOf(server().url, fleet.prefix);
    expect(dump).toContain('ticket-');
    expect(['salary', 'Moved', 'hunter2'].filter((text) => dump.includes(text))).toEqual([]);
    expect(outcome()).toEqual(Array.from({ length: 3 }, () => ['IT', 1]));
  });

  it.each([false, true])(
    'gives steps after the tickets what these came to, whether the journal keeps texts or not: %s',
    async (storeTexts) => {
      const tells = { id: 'tell', use: 'base:expression', params: { expression: '{{ ticket.subject }}' } };
      const counts = "{{ get_pipe_result('each', 'results') | map(attribute='value') | map('length') | sum }}";
      const { route } = routing({}, [tells]) as { route: { steps: readonly object[] } };
      const after = { id: 'count', use: 'base:expression', params: { expression: counts } };
      fleet = new TestFleet(server().url, { route: { steps: [...route.steps, after] } });
      fleet.storesTexts = storeTexts;
      seed(3);
      const [asking] = await start('api', 'worker', 'worker');
      const result = await asking.run('route');
      expect(result?.steps.get('count')).toMatchObject({ status: 'succeeded', data: { value: 3 * 'ticket 1 about the salary'.length } });
      expect(outcome()).toEqual(Array.from({ length: 3 }, () => ['IT', 1]));
    },
  );

  it('hands a small input over, and says that it does not hand over a large one', async () => {
    const expression = "{{ input.name ~ '!' }}";
    fleet = new TestFleet(server().url, { greet: { steps: [{ id: 'greet', use: 'base:expression', params: { expression } }] } });
    const [asking] = await start('api', 'worker');
    expect(await asking.run('greet', { input: { name: 'Ada' } })).toMatchObject({ data: { value: 'Ada!' } });
    expect((await asking.run('greet', { input: { name: 'x'.repeat(300) } })).error).toMatchObject({ code: 'OTAI_JOB_INPUT' });
    const ids = Array.from({ length: 100_000 }, (_, id) => id);
    expect((await asking.run('greet', { input: { name: 'Ada', ids } })).error).toMatchObject({ code: 'OTAI_JOB_INPUT' });
  });

  it('ends a run that nobody wants any more, also where its tickets are at work', async () => {
    const open = gate();
    fleet = new TestFleet(server().url, routing({}, [{ id: 'wait', use: 'moods:wait' }]), { concurrency: 2 });
    seed(6);
    const [asking] = await start('api', 'worker');
    const cancel = new AbortController();
    const running = asking.run('route', { signal: cancel.signal });
    await until(() => moods.waiting === 2);
    cancel.abort(new Error('enough'));
    expect((await running).error?.code).toBe('OTAI_RUN_CANCELLED');
    open();
    expect(outcome()).toEqual(Array.from({ length: 6 }, () => ['Incoming', 0]));
    expect(await asking.run('route')).toMatchObject({ data: { succeeded_count: 6 } });
  });

  it('says which tickets failed, counts their failures, and goes on with the others', async () => {
    const steps = [{ id: 'bad', use: 'moods:poison', if: "{{ ticket.id == '2' }}" }];
    fleet = new TestFleet(server().url, routing({ quarantine: { after: 2 } }, steps));
    seed(3);
    const [asking] = await start('api', 'worker');
    expect(await asking.run('route')).toMatchObject({
      data: { succeeded_count: 2, failed_count: 1, errors: [{ label: '2', message: expect.stringContaining('poison') }] },
    });
    expect((await asking.run('route')).failed).toBe(true);
    expect(await asking.run('route')).toMatchObject({ data: { count: 0 } });
    expect(outcome()).toEqual([
      ['IT', 1],
      ['Incoming', 0],
      ['IT', 1],
    ]);
  });

  it('loses nothing when workers leave amid their work', async () => {
    const open = gate();
    fleet = new TestFleet(server().url, routing({}, [{ id: 'wait', use: 'moods:wait' }]), { concurrency: 3 });
    seed(9);
    const [asking, first, second] = await start('api', 'worker', 'worker');
    const running = asking.run('route');
    await until(() => moods.waiting === 6);
    const leaving = [fleet.leave(first), fleet.leave(second)];
    await fleet.join({ role: 'worker' });
    open();
    await Promise.all(leaving);
    expect(await running).toMatchObject({ data: { succeeded_count: 9 } });
    expect(outcome()).toEqual(Array.from({ length: 9 }, () => ['IT', 1]));
  });

  it('gives the place of a ticket that waits long for its next attempt to others, and counts on', async () => {
    const retry = { max_attempts: 3, initial: '400ms', backoff: 'fixed', jitter: false };
    const steps = [
      { id: 'hard', use: 'moods:try_hard', retry, params: { key: '{{ ticket.id }}', failures: "{{ 2 if ticket.id == '1' else 0 }}" } },
    ];
    fleet = new TestFleet(server().url, routing({}, steps), { concurrency: 1, longest_pause: '100ms' });
    seed(3);
    const [asking] = await start('api', 'worker');
    expect(await asking.run('route')).toMatchObject({ data: { succeeded_count: 3 } });
    expect(moods.attempts).toEqual(['1:1', '2:1', '3:1', '1:2', '1:3']);
    expect(outcome()).toEqual(Array.from({ length: 3 }, () => ['IT', 1]));
  });
});

function replacer(_: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}

async function dumpOf(url: string, prefix: string): Promise<string> {
  const redis = new Redis(url);
  const keys = await redis.keys(`${prefix}*`);
  const parts = await Promise.all(keys.map((key) => valueOf(redis, key)));
  redis.disconnect();
  return [...keys, ...parts].join('\n');
}

async function valueOf(redis: Redis, key: string): Promise<string> {
  switch (await redis.type(key)) {
    case 'hash':
      return JSON.stringify(await redis.hgetall(key));
    case 'stream':
      return JSON.stringify(await redis.xrange(key, '-', '+'));
    case 'zset':
      return JSON.stringify(await redis.zrange(key, 0, -1));
    case 'list':
      return JSON.stringify(await redis.lrange(key, 0, -1));
    case 'set':
      return JSON.stringify(await redis.smembers(key));
    default:
      return JSON.stringify(await redis.get(key));
  }
}
