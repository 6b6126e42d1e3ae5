import { setTimeout as sleep } from 'node:timers/promises';
import { FakeServer } from 'open-ticket-ai/testing';
import { Door, type DoorFault } from '../../scripts/faults/door.mjs';

/** Of whoever waits in vain. */
const PATIENCE_MS = 300;

/** A helpdesk behind a door that fails as told. */
async function setUp(...faults: (DoorFault | undefined)[]) {
  const helpdesk = await FakeServer.start(({ method, body }) => ({ headers: { 'x-desk': 'yes' }, body: { method, body } }));
  const door = await Door.open({
    target: helpdesk.url,
    plan: { next: () => faults.shift() },
    by: 'one',
    patienceMs: 10_000,
    describe: ({ method, path }) => (method === 'GET' ? undefined : { ticket: path.slice(1), does: 'note' }),
  });
  open.push(door, { close: () => helpdesk.stop() });
  const write = async (patienceMs = 10_000): Promise<number | string> => {
    const signal = AbortSignal.timeout(patienceMs);
    try {
      const answer = await fetch(`${door.url}/7`, { method: 'POST', body: 'text', signal });
      await answer.text();
      return answer.status;
    } catch (error) {
      return (error as Error).name === 'TimeoutError' ? 'timeout' : 'cut';
    }
  };
  return { door, helpdesk, write };
}

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

describe('the door between otai and a helpdesk', () => {
  it('passes requests and answers on as they are, and remembers writes', async () => {
    const { door, helpdesk } = await setUp();
    const answer = await fetch(`${door.url}/7`, { method: 'PUT', body: 'ä', headers: { 'x-key': 'k' } });
    expect([answer.status, answer.headers.get('x-desk'), await answer.json()]).toEqual([200, 'yes', { method: 'PUT', body: 'ä' }]);
    expect(helpdesk.requests[0]).toMatchObject({ headers: { 'x-key': 'k' }, body: 'ä' });
    await fetch(`${door.url}/8`).then((read) => read.text());
    expect(door.writes).toMatchObject([{ by: 'one', ticket: '7', does: 'note', fault: undefined, status: 200 }]);
  });

  it.each([
    ['cut_before', {}, 'cut', 0],
    ['outage', {}, 'cut', 0],
    ['error_before', { status: 503 }, 503, 0],
    ['busy', {}, 429, 0],
    ['slow_before', {}, 'timeout', 0],
    ['cut_after', {}, 'cut', 1],
    ['cut_midway', {}, 'cut', 1],
    ['error_after', { status: 502 }, 502, 1],
    ['slow_after', {}, 'timeout', 1],
  ] as const)('%s: whether the helpdesk has done it is what the name says', async (kind, more, outcome, done) => {
    const { door, helpdesk, write } = await setUp({ kind, ...more });
    expect(await write(outcome === 'timeout' ? PATIENCE_MS : undefined)).toBe(outcome);
    await door.settled();
    expect(helpdesk.requests.length).toBe(done);
    expect([...door.faults]).toEqual([[kind, 1]]);
    expect(await write()).toBe(200);
  });

  it('says how long to wait', async () => {
    const { door } = await setUp({ kind: 'busy_for', retryAfter: 2 });
    const answer = await fetch(`${door.url}/7`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '2']);
  });

  it('tells each point of a write, in their order', async () => {
    const { door, write } = await setUp();
    const points: string[] = [];
    door.onWrite = (point) => void points.push(point);
    await write();
    while (points.length < 4) await sleep(1);
    expect(points).toEqual(['seen', 'sent', 'answered', 'relayed']);
  });

  it('lets a write go no further when it is told so', async () => {
    const { door, helpdesk, write } = await setUp();
    door.onWrite = () => 'lost';
    expect(await write()).toBe('cut');
    expect(helpdesk.requests).toEqual([]);
  });
});
