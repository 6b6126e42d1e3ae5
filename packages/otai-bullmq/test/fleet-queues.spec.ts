import { getQueueToken, InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import type { Queue } from 'bullmq';
import { FleetQueuesModule, queueName } from '../src/index.js';
import { routing, TestFleet } from './support/fleet.js';
import { gate, moods, until } from './support/moods.plugin.js';
import { describeWithRedis } from './support/with-redis.js';

/** What a host application has of its own: a page that says how much there is to do. */
@Injectable()
class Dashboard {
  constructor(@InjectQueue('route') private readonly queue: Queue) {}

  waiting(): Promise<number> {
    return this.queue.getWaitingCount();
  }
}

describeWithRedis('a host application that looks into the queues of its fleet', (server) => {
  let fleet: TestFleet;
  let host: TestingModule | undefined;

  beforeEach(() => moods.reset());
  afterEach(async () => {
    await host?.close();
    await fleet.end();
  });

  async function boot(connection: string, pipelines: readonly string[]): Promise<TestingModule> {
    const queues = FleetQueuesModule.register({ connection, prefix: fleet.prefix, pipelines });
    host = await Test.createTestingModule({ imports: [queues], providers: pipelines.includes('route') ? [Dashboard] : [] }).compile();
    return host.init();
  }

  it('injects them by the names of the pipelines', async () => {
    const open = gate();
    fleet = new TestFleet(server().url, routing({}, [{ id: 'wait', use: 'moods:wait' }]), { concurrency: 1 });
    for (let i = 1; i <= 3; i++) fleet.helpdesk.add({ subject: `ticket ${i}`, queue: 'Incoming' });
    const dashboard = (await boot(server().url, ['route'])).get(Dashboard);
    const app = await fleet.join();
    const running = app.run('route');
    await until(() => moods.waiting === 1);
    expect(await dashboard.waiting()).toBe(2);
    open();
    await running;
    expect(await dashboard.waiting()).toBe(0);
  });

  it('finds a queue whose pipeline has a name of its own kind, too', async () => {
    fleet = new TestFleet(server().url, {});
    const queue = (await boot(server().url, ['Überprüfung 2'])).get<Queue>(getQueueToken(queueName('Überprüfung 2')));
    expect([queue.name, await queue.getWaitingCount()]).toEqual(['%C3%9Cberpr%C3%BCfung%202', 0]);
  });
});
