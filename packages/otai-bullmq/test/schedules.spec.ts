import type { BootedOtai } from 'open-ticket-ai/testing';
import { TestFleet } from './support/fleet.js';
import { gate, moods, until } from './support/moods.plugin.js';
import { describeWithRedis } from './support/with-redis.js';

async function runsOf(app: BootedOtai): Promise<readonly string[]> {
  const journal = app.module.get<{ runs(): Promise<readonly { state: string }[]> }>('otai:journal', { strict: false });
  return (await journal.runs()).map(({ state }) => state);
}

describeWithRedis('what starts runs in a fleet', (server) => {
  let fleet: TestFleet;
  beforeEach(() => moods.reset());
  afterEach(() => fleet.end());

  const EVERY = { trigger: { use: 'base:interval', params: { every: '150ms' } } };
  const HARD = { id: 'hard', use: 'moods:try_hard', params: { key: 'x' } };

  /** Resolves when the schedule has fired so many times more. */
  async function firings(count: number): Promise<void> {
    const before = await fleet.firings('tick');
    await until(async () => (await fleet.firings('tick')) >= before + count);
  }

  it('a schedule fires once in the fleet, however many processes keep it', async () => {
    fleet = new TestFleet(server().url, { tick: { ...EVERY, steps: [HARD] } });
    await Promise.all([1, 2, 3].map(() => fleet.join({ autoStart: true })));
    const began = Date.now();
    await until(() => moods.attempts.length >= 5);
    expect(Date.now() - began).toBeGreaterThan(4 * 150 - 100);
  });

  it('a schedule goes on in another process when the one that fired goes away', async () => {
    fleet = new TestFleet(server().url, { tick: { ...EVERY, steps: [HARD] } });
    const first = await fleet.join({ role: 'scheduler', autoStart: true });
    await fleet.join({ role: 'worker' });
    await until(() => moods.attempts.length >= 2);
    await fleet.leave(first);
    await fleet.join({ role: 'scheduler', autoStart: true });
    const before = moods.attempts.length;
    await until(() => moods.attempts.length >= before + 2);
    expect(moods.attempts.length).toBeGreaterThanOrEqual(before + 2);
  });

  it('a pattern fires when it matches, in the words of one process', async () => {
    fleet = new TestFleet(server().url, {
      tick: { trigger: { use: 'base:cron', params: { cron: '* * * * * *', time_zone: 'Asia/Kolkata' } }, steps: [HARD] },
    });
    await fleet.join({ autoStart: true });
    await until(() => moods.attempts.length >= 2);
    expect(moods.attempts.length).toBeGreaterThanOrEqual(2);
  });

  it('a firing is left out while as many runs are at work as the pipeline may have', async () => {
    const open = gate();
    fleet = new TestFleet(server().url, { tick: { ...EVERY, concurrency: 2, steps: [{ id: 'wait', use: 'moods:wait' }] } });
    const app = await fleet.join({ autoStart: true });
    await until(() => moods.waiting === 2);
    await firings(3);
    expect([moods.waiting, (await runsOf(app)).length]).toEqual([2, 2]);
    open();
    await until(async () => (await runsOf(app)).length > 3);
  });

  it('under overlap: queue, one firing waits for all that come meanwhile', async () => {
    const open = gate();
    const steps = [{ id: 'wait', use: 'moods:wait' }];
    fleet = new TestFleet(server().url, { tick: { ...EVERY, overlap: 'queue', steps } });
    const app = await fleet.join({ autoStart: true });
    await until(() => moods.waiting === 1);
    await firings(4);
    // The schedule ends, and what waits does not.
    await fleet.join({ autoStart: true, pipelines: { tick: { overlap: 'queue', steps } } });
    open();
    await until(async () => (await runsOf(app)).filter((state) => state === 'succeeded').length === 2);
    expect(await runsOf(app)).toHaveLength(2);
  });

  it('a schedule ends with its pipeline', async () => {
    const tick = { ...EVERY, steps: [HARD] };
    fleet = new TestFleet(server().url, { tick });
    const old = await fleet.join({ autoStart: true });
    await until(() => moods.attempts.length > 0);
    await fleet.leave(old);
    await fleet.join({ autoStart: true, pipelines: { other: { steps: [HARD] } } });
    expect(await fleet.firings('tick')).toBe(0);
  });

  it('a pipeline pauses after failed runs, fleet-wide', async () => {
    const breaker = { after: 2, pause: '2s' };
    fleet = new TestFleet(server().url, { tick: { ...EVERY, breaker, steps: [{ id: 'bad', use: 'moods:poison' }] } });
    const app = await fleet.join({ autoStart: true });
    await fleet.join({ autoStart: true });
    await until(async () => (await runsOf(app)).length >= 2);
    await firings(4);
    expect(await runsOf(app)).toEqual(['failed', 'failed']);
  });

  it('any other trigger is started in one process, and in another when that one goes away', async () => {
    fleet = new TestFleet(server().url, { hand: { trigger: { use: 'moods:by_hand' }, steps: [HARD] } });
    const first = await fleet.join({ role: 'scheduler', autoStart: true });
    await fleet.join({ role: 'scheduler', autoStart: true });
    await fleet.join({ role: 'worker' });
    await until(() => moods.triggers.length === 1);
    expect(await moods.triggers[0]?.fire()).toBe(true);
    expect(moods.attempts).toHaveLength(1);
    const [started] = moods.triggers;
    await fleet.leave(first);
    await until(() => moods.triggers.length === 1);
    expect(await moods.triggers[0]?.fire()).toBe(true);
    expect(moods.attempts).toHaveLength(2);
    expect(started).toBeDefined();
  });
});
