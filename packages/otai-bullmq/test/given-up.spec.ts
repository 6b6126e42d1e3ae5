import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { FleetStatus, Journal } from 'open-ticket-ai';
import { routing, TestFleet } from './support/fleet.js';
import { gate, moods, until } from './support/moods.plugin.js';
import { Outside } from './support/outside.js';
import { describeWithRedis } from './support/with-redis.js';

describeWithRedis('a ticket whose job was given up', (server) => {
  let fleet: TestFleet;
  let outside: Outside;
  beforeEach(() => {
    moods.reset();
    jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  });
  afterEach(async () => {
    await fleet.end();
    outside.end();
    jest.restoreAllMocks();
  });

  /** Ticket 2 is set aside: the processes that worked on it died again and again. */
  async function giveUp(): Promise<void> {
    fleet = new TestFleet(server().url, routing({}, [{ id: 'wait', use: 'moods:wait' }]), { lock: '500ms', max_losses: 1, concurrency: 1 });
    outside = new Outside(fleet);
    for (let i = 1; i <= 2; i++) fleet.helpdesk.add({ subject: `ticket ${i}`, queue: 'Incoming' });
    const app = await fleet.join();
    const open = gate();
    const running = app.run('route');
    await until(() => moods.waiting === 1);
    await fleet.loseTooOften('route');
    open();
    await running;
  }

  async function givenUp(): Promise<number | undefined> {
    const { pipelines } = JSON.parse(await outside.otai('fleet status --json')) as FleetStatus;
    return pipelines[0]?.givenUp;
  }

  it('is in quarantine with its error, and counts as given up for as long as it is there', async () => {
    await giveUp();
    const [record] = JSON.parse(await outside.otai('quarantine list --json')) as readonly object[];
    expect(record).toMatchObject({
      ticketId: '2',
      pipeline: 'route',
      error: { code: 'OTAI_JOB_GIVEN_UP', message: expect.stringContaining('stalled') },
    });
    expect(await givenUp()).toBe(1);
    expect(await outside.otai('quarantine show 2')).toContain('OTAI_JOB_GIVEN_UP');
  });

  it('is tried again after otai quarantine retry, and its job is gone', async () => {
    await giveUp();
    expect(await outside.otai('quarantine retry 2')).toBe('1 ticket out of quarantine: the next run tries again.\n');
    expect([await givenUp(), await fleet.queue('route').getFailedCount()]).toEqual([0, 0]);
    const app = await fleet.join({ role: 'api' });
    expect(await app.run('route')).toMatchObject({ data: { succeeded_count: 1 } });
    expect(fleet.helpdesk.tickets.map(({ queue, notes }) => [queue?.name, notes.length])).toEqual([
      ['IT', 1],
      ['IT', 1],
    ]);
  });

  it('counts as done after otai quarantine drop, and its job is gone', async () => {
    await giveUp();
    await outside.otai('quarantine drop --all');
    expect([await givenUp(), await fleet.queue('route').getFailedCount()]).toEqual([0, 0]);
    const app = await fleet.join({ role: 'api' });
    expect(await app.run('route')).toMatchObject({ data: { count: 0 } });
  });

  it('leaves no job behind where the fleet could not be told', async () => {
    await giveUp();
    const app = await fleet.join({ autoStart: true });
    const journal = app.module.get<Journal>('otai:journal', { strict: false });
    await journal.release(await journal.tickets({ states: ['quarantined'] }), 'retry');
    await until(async () => (await fleet.queue('route').getFailedCount()) === 0);
    expect(await givenUp()).toBe(0);
  });
});
