/* Tickets a second of ours beside a bare BullMQ processor: the same Redis, the same work, in turn. */
import { summarize } from '../src/statistics.mjs';
import { Member } from './member.mjs';

export const CONCURRENCY = 8;
/** How many a search finds at most, unless the config says otherwise. */
export const TICKETS = 50;

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
  const runs = await fitting(bare, seconds);
  const found = new Map(members.map(([name]) => [name, []]));
  for (let round = -2; round < rounds; round++) {
    const order = round % 2 === 0 ? members : members.toReversed();
    const before = await rateOf(bare, runs);
    for (const [name, member] of order) {
      const ours = await rateOf(member, runs);
      if (round >= 0) found.get(name).push({ ours, bare: before, ratio: ours.rate / before.rate });
    }
  }
  return [...found].map(([name, all]) => ({ name, delay, ...mediansOf(all) }));
}

/** As many runs, one after the other, as keep the bare processor busy for a while. */
async function fitting(bare, seconds) {
  await rateOf(bare, 2);
  const { rate } = await rateOf(bare, 2);
  return Math.max(1, Math.round((rate * seconds) / TICKETS));
}

async function rateOf(member, runs) {
  const { wall, cpu } = await member.ask('tickets', { count: TICKETS, runs });
  return { rate: (TICKETS * runs * 1000) / wall, cpu: cpu / (TICKETS * runs) };
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
