/* Tickets a second of ours beside a bare BullMQ processor: the same Redis, the same work, in turn. */
import { summarize } from '../src/statistics.mjs';
import { Member } from './member.mjs';

export const CONCURRENCY = 8;

/**
 * One process each, that hands the tickets over and works on them. `milliseconds`: how long the stub helpdesk takes for each of its answers.
 *
 * @returns for each: the median rate of both, our ratio (the median of those of each round), CPU milliseconds a ticket
 */
export async function measureRates({ redis, journals, delays, rounds, seconds }) {
  const shared = { redis, concurrency: CONCURRENCY };
  const bare = await Member.start({ kind: 'bare', prefix: 'bare', ...shared });
  const members = [];
  for (const [name, journal] of journals) members.push([name, await Member.start({ kind: 'ours', prefix: name, journal, ...shared })]);
  const rows = [];
  for (const delay of delays) {
    for (const member of [bare, ...members.map(([, one]) => one)]) await member.ask('set', { delay });
    rows.push(...(await compare({ delay, bare, members, rounds, seconds })));
  }
  for (const member of [bare, ...members.map(([, one]) => one)]) await member.stop();
  return rows;
}

async function compare({ delay, bare, members, rounds, seconds }) {
  const count = await fitting(bare, seconds);
  const found = new Map(members.map(([name]) => [name, []]));
  for (let round = -2; round < rounds; round++) {
    const order = round % 2 === 0 ? members : members.toReversed();
    const before = await rateOf(bare, count);
    for (const [name, member] of order) {
      const ours = await rateOf(member, count);
      if (round >= 0) found.get(name).push({ ours, bare: before, ratio: ours.rate / before.rate });
    }
  }
  return [...found].map(([name, all]) => ({ name, delay, count, ...mediansOf(all) }));
}

/** As many tickets as the bare processor does in a while, but no more than a run finds at a time. */
async function fitting(bare, seconds) {
  await rateOf(bare, 50);
  const { rate } = await rateOf(bare, 50);
  return Math.max(20, Math.min(200, Math.round((rate * seconds) / 20) * 20));
}

async function rateOf(member, count) {
  const { wall, cpu } = await member.ask('tickets', { count });
  return { rate: (count * 1000) / wall, cpu: cpu / count };
}

function mediansOf(all) {
  const median = (of) => summarize(all.map(of)).median;
  return {
    bare: median(({ bare }) => bare.rate),
    ours: median(({ ours }) => ours.rate),
    ratio: summarize(all.map(({ ratio }) => ratio)),
    bareCpu: median(({ bare }) => bare.cpu),
    cpu: median(({ ours }) => ours.cpu),
  };
}
