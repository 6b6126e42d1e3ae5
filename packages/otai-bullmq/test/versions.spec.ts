import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { routing, TestFleet } from './support/fleet.js';
import { gate, moods, until } from './support/moods.plugin.js';
import { describeWithRedis } from './support/with-redis.js';

function done(count: number): readonly unknown[] {
  return Array.from({ length: count }, () => ['IT', 1]);
}

describeWithRedis('a fleet that is restarted with another config', (server) => {
  let fleet: TestFleet;
  const said: string[] = [];
  beforeEach(() => {
    moods.reset();
    said.length = 0;
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((text: unknown) => void said.push(String(text)));
  });
  afterEach(async () => {
    await fleet.end();
    jest.restoreAllMocks();
  });

  const WAITS = [{ id: 'wait', use: 'moods:wait' }];
  const OLD = routing({}, WAITS);
  const NEW = routing({}, [...WAITS, { id: 'more', use: 'base:expression', params: { expression: 'more' } }]);

  function seed(count: number): void {
    for (let i = 1; i <= count; i++) fleet.helpdesk.add({ subject: `ticket ${i}`, queue: 'Incoming' });
  }

  function outcome(): readonly (readonly [string | undefined, number])[] {
    return fleet.helpdesk.tickets.map(({ queue, notes }) => [queue?.name ?? undefined, notes.length] as const);
  }

  it('leaves a run that began with the old version to workers of the old version, as long as there are any', async () => {
    const open = gate();
    fleet = new TestFleet(server().url, OLD, { concurrency: 1, version_patience: '4s' });
    seed(4);
    const asking = await fleet.join({ role: 'api' });
    await fleet.join({ role: 'worker' });
    const running = asking.run('route');
    await until(() => moods.waiting === 1);
    await fleet.join({ role: 'worker', pipelines: NEW });
    await until(() => said.some((text) => text.includes('began with another version')));
    open();
    expect(await running).toMatchObject({ data: { succeeded_count: 4 } });
    expect(outcome()).toEqual(done(4));
  });

  it('loses nothing, and does nothing twice, when its processes are started anew one after the other', async () => {
    const every = { trigger: { use: 'base:interval', params: { every: '100ms' } } };
    const hurried = { lock: '500ms', version_patience: '1s', concurrency: 2 };
    fleet = new TestFleet(server().url, routing(every), hurried);
    const [more] = [{ id: 'more', use: 'base:expression', params: { expression: 'more' } }];
    const roles = ['worker', 'scheduler', 'worker'] as const;
    const members = await Promise.all(roles.map((role) => fleet.join({ role, autoStart: true })));
    for (const [i, member] of members.entries()) {
      seed(10);
      await until(() => fleet.helpdesk.tickets.some(({ queue }) => queue?.name === 'IT'));
      await fleet.leave(member);
      await fleet.join({ role: roles[i] ?? 'worker', autoStart: true, pipelines: routing(every, [more]) });
    }
    seed(10);
    await until(() => outcome().every(([queue, notes]) => queue === 'IT' && notes === 1));
    expect(outcome()).toEqual(done(40));
  });

  it('leaves a run of the new version to workers of the new version', async () => {
    fleet = new TestFleet(server().url, OLD, { concurrency: 1, version_patience: '10s' });
    seed(4);
    const open = gate();
    const asking = await fleet.join({ role: 'api', pipelines: NEW });
    const first = await fleet.join({ role: 'worker', pipelines: NEW });
    const running = asking.run('route');
    await until(() => moods.waiting === 1);
    await fleet.join({ role: 'worker' });
    await until(() => said.some((text) => text.includes('it is left to a worker of that version')));
    open();
    expect(await running).toMatchObject({ data: { succeeded_count: 4 } });
    await fleet.leave(first);
    expect(outcome()).toEqual(done(4));
  });

  it('gives the run up when nobody has the old version any more; its tickets are taken up by the next run', async () => {
    const open = gate();
    fleet = new TestFleet(server().url, OLD, { concurrency: 1, lock: '500ms', version_patience: '1s' });
    seed(3);
    const asking = await fleet.join({ role: 'api' });
    const old = await fleet.join({ role: 'worker' });
    const running = asking.run('route');
    await until(() => moods.waiting === 1);
    const leaving = fleet.leave(old);
    open();
    await leaving;
    await fleet.join({ role: 'worker', pipelines: NEW });
    expect((await running).error?.code).toBe('OTAI_RUN_ABANDONED');
    expect(said.join('\n')).toMatch(/is given up: the pipeline has been changed since/);
    expect(await asking.run('route')).toMatchObject({ status: 'succeeded' });
    expect(outcome()).toEqual(done(3));
  });
});
