import { EXECUTOR, type FleetOperations } from 'open-ticket-ai';
import type { BootedOtai } from 'open-ticket-ai/testing';
import { routing, TestFleet } from './support/fleet.js';
import { gate, moods, until } from './support/moods.plugin.js';
import { describeWithRedis } from './support/with-redis.js';

function operationsOf(app: BootedOtai): FleetOperations {
  return app.module.get<{ operations: FleetOperations }>(EXECUTOR, { strict: false }).operations;
}

describeWithRedis('whoever looks after a fleet', (server) => {
  let fleet: TestFleet;
  beforeEach(() => moods.reset());
  afterEach(() => fleet.end());

  const WAITS = [{ id: 'wait', use: 'moods:wait' }];

  function seed(count: number): void {
    for (let i = 1; i <= count; i++) fleet.helpdesk.add({ subject: `ticket ${i}`, queue: 'Incoming' });
  }

  it('sees what there is to do, for how long it has waited, and who works, from any process', async () => {
    const open = gate();
    fleet = new TestFleet(server().url, routing({}, WAITS), { concurrency: 2 });
    seed(5);
    const asking = await fleet.join({ role: 'api' });
    await fleet.join({ role: 'worker' });
    const running = asking.run('route');
    await until(() => moods.waiting === 2);
    const { pipelines, workers } = await operationsOf(asking).status();
    expect(pipelines).toEqual([
      expect.objectContaining({
        pipeline: 'route',
        state: 'running',
        waiting: 3,
        active: 2,
        runs: 1,
        delayed: 0,
        givenUp: 0,
        nextAt: null,
      }),
    ]);
    expect(pipelines[0]?.oldestMs).toBeGreaterThanOrEqual(0);
    expect(workers).toEqual([{ host: expect.any(String), pid: process.pid, pipelines: ['route'], otherVersions: [] }]);
    open();
    await running;
    expect((await operationsOf(asking).status()).pipelines).toMatchObject([{ waiting: 0, oldestMs: null, active: 0, runs: 0 }]);
  });

  it('pauses a pipeline: what is at work ends, and nothing begins until it is resumed', async () => {
    const open = gate();
    fleet = new TestFleet(server().url, routing({}, WAITS), { concurrency: 1 });
    seed(3);
    const app = await fleet.join();
    const running = app.run('route');
    await until(() => moods.waiting === 1);
    await operationsOf(app).pause(['route']);
    open();
    await until(async () => (await operationsOf(app).status()).pipelines[0]?.active === 0);
    expect((await operationsOf(app).status()).pipelines).toMatchObject([{ state: 'paused', waiting: 2 }]);
    await operationsOf(app).resume(['route']);
    expect(await running).toMatchObject({ data: { succeeded_count: 3 } });
  });

  it('drains a pipeline: what was begun ends, and triggers begin nothing until it is resumed', async () => {
    const open = gate();
    fleet = new TestFleet(server().url, { tick: { trigger: { use: 'base:interval', params: { every: '100ms' } }, steps: WAITS } });
    const app = await fleet.join({ autoStart: true });
    await until(() => moods.waiting === 1);
    expect((await operationsOf(app).status()).pipelines).toMatchObject([{ nextAt: expect.any(Number) }]);
    await operationsOf(app).drain(['tick']);
    open();
    await until(() => moods.waiting === 0);
    const before = await fleet.firings('tick');
    await until(async () => (await fleet.firings('tick')) > before + 2);
    expect((await operationsOf(app).status()).pipelines).toMatchObject([{ state: 'draining', waiting: 0, active: 0 }]);
    const again = gate();
    await operationsOf(app).resume(['tick']);
    await until(() => moods.waiting === 1);
    again();
  });
});
