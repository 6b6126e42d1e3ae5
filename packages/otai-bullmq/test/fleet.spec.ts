import { describeWithRedis } from './support/with-redis.js';
import { routing, TestFleet } from './support/fleet.js';

describeWithRedis('a fleet', (server) => {
  let fleet: TestFleet;
  afterEach(() => fleet.end());

  function seed(count: number): void {
    for (let i = 1; i <= count; i++) fleet.helpdesk.add({ subject: `ticket ${i}`, queue: 'Incoming' });
  }

  it('runs a pipeline elsewhere, each ticket a job of its own, and gives the result to who asked', async () => {
    fleet = new TestFleet(server().url, routing());
    seed(25);
    const asking = await fleet.join({ role: 'api' });
    await fleet.join({ role: 'worker' });
    await fleet.join({ role: 'worker' });
    const result = await asking.run('route');
    expect(result).toMatchObject({ status: 'succeeded', data: { count: 25, succeeded_count: 25, failed_count: 0 } });
    expect(fleet.helpdesk.tickets.map(({ queue, notes }) => [queue?.name, notes.length])).toEqual(Array(25).fill(['IT', 1]));
  });
});
