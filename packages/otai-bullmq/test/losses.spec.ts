import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { routing, TestFleet } from './support/fleet.js';
import { gate, moods, until } from './support/moods.plugin.js';
import { RedisServer } from './support/redis-server.mjs';
import { describeWithRedis } from './support/with-redis.js';

describeWithRedis('a fleet whose jobs get lost', () => {
  let server: RedisServer;
  let fleet: TestFleet;
  const said: string[] = [];

  beforeEach(async () => {
    moods.reset();
    said.length = 0;
    for (const level of ['log', 'warn', 'error'] as const)
      jest.spyOn(Logger.prototype, level).mockImplementation((text: unknown) => void said.push(String(text)));
    server = await RedisServer.start();
  });
  afterEach(async () => {
    await fleet.end();
    await server.stop();
    jest.restoreAllMocks();
  });

  const WAITS = [{ id: 'wait', use: 'moods:wait' }];

  function seed(count: number): void {
    for (let i = 1; i <= count; i++) fleet.helpdesk.add({ subject: `ticket ${i}`, queue: 'Incoming' });
  }

  function outcome(): readonly unknown[] {
    return fleet.helpdesk.tickets.map(({ queue, notes }) => [queue?.name, notes.length]);
  }

  it('tells who asks within a second that Redis is down, and runs when it is back', async () => {
    fleet = new TestFleet(server.url, routing());
    seed(2);
    const asking = await fleet.join({ role: 'api' });
    await fleet.join({ role: 'worker' });
    await server.end('SIGKILL');
    const began = performance.now();
    const { error } = await asking.run('route');
    expect([error?.code, error?.retryable]).toEqual(['OTAI_FLEET_UNREACHABLE', true]);
    expect(performance.now() - began).toBeLessThan(1500);
    const again = performance.now();
    expect((await asking.run('route')).error?.message).toContain(`Redis at 127.0.0.1:${server.port} does not answer`);
    expect(performance.now() - again).toBeLessThan(100);
    await until(() => said.filter((text) => text.includes('does not answer')).length === 2);
    await server.begin();
    await until(async () => (await asking.run('route')).succeeded);
    expect(outcome()).toEqual([
      ['IT', 1],
      ['IT', 1],
    ]);
  });

  it('sets the ticket aside whose job was given up, and goes on with the others', async () => {
    fleet = new TestFleet(server.url, routing({}, WAITS), { lock: '300ms', max_losses: 1, concurrency: 1 });
    const open = gate();
    seed(2);
    const app = await fleet.join();
    const running = app.run('route');
    await until(() => moods.waiting === 1);
    await fleet.loseTooOften('route');
    open();
    expect(await running).toMatchObject({ data: { succeeded_count: 1, failed_count: 1 } });
    const journal = app.module.get<{ tickets(filter: object): Promise<readonly unknown[]> }>('otai:journal', { strict: false });
    expect(await journal.tickets({ states: ['quarantined'] })).toMatchObject([{ error: { code: 'OTAI_JOB_GIVEN_UP' } }]);
  });

  it('does a job again whose end Redis has not heard of, and changes nothing', async () => {
    const open = gate();
    const { route } = routing() as { route: { steps: [object, { params: { steps: object[] } }] } };
    route.steps[1].params.steps.push(...WAITS);
    fleet = new TestFleet(server.url, { route }, { lock: '1s' });
    seed(3);
    const app = await fleet.join();
    const running = app.run('route');
    await until(() => moods.waiting === 3);
    // When they end, Redis does not know any more that they are this process's.
    const queue = fleet.queue('route');
    const jobs = (await queue.getActive()).filter(({ name }) => name === 'ticket');
    for (const { id = '' } of jobs) await fleet.redis.del(`${queue.toKey(id)}:lock`);
    open();
    expect(await running).toMatchObject({ data: { succeeded_count: 3 } });
    expect(jobs).toHaveLength(3);
    expect(outcome()).toEqual(Array.from({ length: 3 }, () => ['IT', 1]));
  });

  it('leaves no trace of a job that another process has by now', async () => {
    const open = gate();
    fleet = new TestFleet(server.url, routing({}, WAITS), { lock: '400ms', concurrency: 1 });
    seed(1);
    const app = await fleet.join();
    const running = app.run('route');
    await until(() => moods.waiting === 1);
    // Redis gives the job to somebody else, who is slow.
    const queue = fleet.queue('route');
    const [job] = await queue.getActive();
    await fleet.redis.set(`${queue.toKey(job?.id ?? '')}:lock`, 'somebody', 'PX', 1500);
    await until(() => moods.waiting === 0);
    expect(outcome()).toEqual([['Incoming', 0]]);
    await until(() => moods.waiting === 1);
    open();
    expect(await running).toMatchObject({ status: 'succeeded' });
    expect(outcome()).toEqual([['IT', 1]]);
  });
});
