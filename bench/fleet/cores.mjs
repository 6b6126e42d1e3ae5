/* What a second process gains where the processor is what there is too little of. */
import { summarize } from '../src/statistics.mjs';
import { Member } from './member.mjs';

/** @param options - `burn`: milliseconds of a model in the worker's own process, for each ticket */
export async function measureCores({ redis, journal, burn, rounds, tickets }) {
  const fleets = [];
  for (const workers of [1, 2]) fleets.push(await openFleet({ redis, journal: journal(), prefix: `cores-${workers}` }, { workers, burn }));
  const found = [];
  for (let round = -1; round < rounds; round++) {
    const order = round % 2 === 0 ? fleets : fleets.toReversed();
    const rates = new Map();
    for (const { asking, workers } of order) rates.set(workers.length, await rateOf(asking, tickets));
    if (round >= 0) found.push(rates);
  }
  for (const { asking, workers } of fleets) for (const member of [asking, ...workers]) await member.stop();
  const median = (of) => summarize(found.map(of)).median;
  return { burn, one: median((r) => r.get(1)), two: median((r) => r.get(2)), ratio: summarize(found.map((r) => r.get(2) / r.get(1))) };
}

/** Who works has as few tickets at a time as keep it busy: what is waiting can then go to whoever is free. */
async function openFleet(options, { workers: count, burn }) {
  const start = (role) => Member.start({ kind: 'ours', concurrency: 2, role, ...options });
  const workers = [];
  for (let i = 0; i < count; i++) workers.push(await start('worker'));
  for (const worker of workers) await worker.ask('set', { burn });
  return { workers, asking: await start('api') };
}

async function rateOf(asking, count) {
  const { wall } = await asking.ask('tickets', { count });
  return (count * 1000) / wall;
}
