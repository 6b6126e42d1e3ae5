import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { CuttingProxy } from './support/cutting-proxy.js';
import { routing, TestFleet } from './support/fleet.js';
import { gate, moods, until } from './support/moods.plugin.js';
import { freePort, RedisServer } from './support/redis-server.mjs';
import { describeWithRedis } from './support/with-redis.js';

describeWithRedis('a fleet in trouble', () => {
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

  async function admin<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(server.url);
    try {
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  }

  it('tells who asks that Redis stands still', async () => {
    fleet = new TestFleet(server.url, routing());
    const asking = await fleet.join({ role: 'api' });
    server.signal('SIGSTOP');
    const began = performance.now();
    expect((await asking.run('route')).error?.code).toBe('OTAI_FLEET_UNREACHABLE');
    expect(performance.now() - began).toBeLessThan(2500);
    server.signal('SIGCONT');
  });

  it.each(['all', 'scheduler', 'worker', 'api'] as const)('stops when it is asked to while Redis is away: %s', async (role) => {
    const every = { trigger: { use: 'base:interval', params: { every: '100ms' } } };
    fleet = new TestFleet(server.url, routing(every));
    const app = await fleet.join({ role, autoStart: true });
    if (role === 'all') await until(() => said.length >= 0 && fleet.firings('route').then((count) => count > 1));
    await server.end('SIGKILL');
    const began = performance.now();
    await fleet.leave(app);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('starts without Redis, says once that it waits, and works as soon as Redis is there', async () => {
    const port = await freePort();
    fleet = new TestFleet(`redis://127.0.0.1:${port}`, routing());
    seed(2);
    const app = await fleet.join({ autoStart: true });
    expect((await app.run('route')).error?.code).toBe('OTAI_FLEET_UNREACHABLE');
    expect(said.filter((text) => text.includes('does not answer'))).toEqual([
      expect.stringContaining(`Redis at 127.0.0.1:${port} does not answer`),
    ]);
    await server.stop();
    server = await RedisServer.start([], port);
    await until(async () => (await app.run('route')).succeeded);
    expect(said.filter((text) => text.includes('answers again'))).toHaveLength(1);
  });

  it('begins all the same when Redis goes away in the moment in which it is looked at', async () => {
    const proxy = await CuttingProxy.open(server.port, 'default');
    fleet = new TestFleet(`redis://127.0.0.1:${proxy.port}`, routing());
    seed(2);
    const app = await fleet.join({ autoStart: true });
    await until(async () => (await app.run('route')).succeeded);
    expect([proxy.cuts, outcome()]).toEqual([1, Array.from({ length: 2 }, () => ['IT', 1])]);
    proxy.close();
  });

  it.each([
    ['redis://127.0.0.1:PORT', 'OTAI_FLEET_REFUSED'],
    ['redis://:wrong@127.0.0.1:PORT', 'OTAI_FLEET_REFUSED'],
  ])('does not start where Redis does not let it in: %s', async (url, code) => {
    await admin((redis) => redis.config('SET', 'requirepass', 'right'));
    fleet = new TestFleet(url.replace('PORT', String(server.port)), routing());
    const error = await fleet.join().catch((reason: Error) => reason);
    expect(error).toMatchObject({ code });
    expect((error as Error).message).not.toContain('wrong@');
    fleet = new TestFleet(server.url.replace('redis://', 'redis://:right@'), routing());
    await fleet.join();
    expect(said.join()).not.toContain('right');
  });

  it('does not start where Redis may throw jobs away, unless that is accepted', async () => {
    await admin((redis) => redis.config('SET', 'maxmemory', '100mb', 'maxmemory-policy', 'allkeys-lru'));
    fleet = new TestFleet(server.url, routing());
    await expect(fleet.join()).rejects.toMatchObject({ code: 'OTAI_FLEET_EVICTION', message: expect.stringContaining('allkeys-lru') });
    // BullMQ would say so for each of its connections.
    const printed = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const app = await fleet.join({ params: { allow_eviction: true }, autoStart: true });
    expect((await app.run('route')).succeeded).toBe(true);
    expect(said.filter((text) => text.includes('maxmemory-policy'))).toHaveLength(1);
    expect(printed).not.toHaveBeenCalled();
  });

  it('goes on after Redis has lost everything: the journal knows what is unfinished', async () => {
    const open = gate();
    fleet = new TestFleet(server.url, routing({}, WAITS), { lock: '500ms' });
    seed(5);
    const asking = await fleet.join({ role: 'api' });
    await fleet.join();
    const running = asking.run('route');
    await until(() => moods.waiting === 5);
    await admin((redis) => redis.flushall());
    await until(() => moods.waiting === 0 || moods.waiting > 5);
    open();
    expect(await running).toMatchObject({ status: 'succeeded' });
    expect(outcome()).toEqual(Array.from({ length: 5 }, () => ['IT', 1]));
  });
});
