/* What the way through the fleet adds to a run: who asks and who works are processes of their own, and have nothing else to do. */
import { Member } from './member.mjs';

/** From asking to the result of a run that is as good as nothing, milliseconds: alone in its process, through a fleet, and a bare job likewise. */
export async function measureLatency({ redis, journal, count }) {
  const shared = { redis, concurrency: 8 };
  const alone = await Member.start({ kind: 'ours', concurrency: 8, journal: journal() });
  const fleetJournal = journal();
  const worker = await Member.start({ kind: 'ours', prefix: 'latency', journal: fleetJournal, role: 'worker', ...shared });
  const asking = await Member.start({ kind: 'ours', prefix: 'latency', journal: fleetJournal, role: 'api', ...shared });
  const bareWorker = await Member.start({ kind: 'bare', prefix: 'bare-latency', ...shared });
  const bare = await Member.start({ kind: 'bare', prefix: 'bare-latency', role: 'api', ...shared });
  const times = { alone: [], fleet: [], bare: [] };
  // In turn, so that whatever else the machine does happens to all.
  for (let i = 0; i < 5; i++) {
    for (const [name, member] of Object.entries({ alone, fleet: asking, bare })) {
      await member.ask('ask', { count: 20 });
      times[name].push(...(await member.ask('ask', { count: Math.ceil(count / 5) })));
    }
  }
  for (const member of [asking, worker, alone, bare, bareWorker]) await member.stop();
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, quantiles(all)]));
}

function quantiles(values) {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { median: at(0.5), p95: at(0.95), p99: at(0.99) };
}
