/* What a ticket costs each part of a fleet: a scheduler's side, a worker, Redis, the journal, the helpdesk. */
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { Member } from './member.mjs';

/**
 * Counts while a worker works on tickets that another process asks for.
 *
 * @param options - `journal`: of PostgreSQL, which counts rows and commits for us
 */
export async function measureCosts({ redis, journal, rounds, tickets }) {
  const shared = { redis, prefix: 'costs', journal, concurrency: 8 };
  const worker = await Member.start({ kind: 'ours', role: 'worker', ...shared });
  const asking = await Member.start({ kind: 'ours', role: 'api', ...shared });
  await asking.ask('tickets', { count: tickets });
  const counters = [() => redisCounts(redis), () => journalCounts(journal), () => used(worker), () => used(asking)];
  const before = await Promise.all(counters.map((count) => count()));
  for (let round = 0; round < rounds; round++) await asking.ask('tickets', { count: tickets });
  await worker.ask('flush');
  const after = await Promise.all(counters.map((count) => count()));
  for (const member of [asking, worker]) await member.stop();
  const [store, rows, work, ask] = after.map((counts, i) => perTicket(before[i], counts, rounds * tickets));
  return { tickets, redis: store, journal: rows, worker: work, asking: ask };
}

function perTicket(before, after, count) {
  return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, (value - before[name]) / count]));
}

async function used(member) {
  const { cpu, calls } = await member.ask('used');
  return { cpu, ...calls };
}

/** `scripts`: what BullMQ asks for; `commands`: with all that these scripts call. */
async function redisCounts(url) {
  const client = new Redis(url);
  const text = await client.info('all');
  client.disconnect();
  const number = (name) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(text)?.[1] ?? 0);
  const stats = [...text.matchAll(/^cmdstat_([\w|]+):calls=(\d+)/gm)];
  const ofScripts = stats.filter(([, name]) => name === 'evalsha' || name === 'eval');
  return {
    scripts: callsOf(ofScripts),
    commands: callsOf(stats),
    cpu: (number('used_cpu_user') + number('used_cpu_sys')) * 1000,
    bytesIn: number('total_net_input_bytes'),
    bytesOut: number('total_net_output_bytes'),
    memory: number('used_memory'),
  };
}

function callsOf(stats) {
  return stats.reduce((sum, [, , calls]) => sum + Number(calls), 0);
}

async function journalCounts(url) {
  const client = new Client({ connectionString: url });
  await client.connect();
  // The server adds up what its processes tell it when they are idle.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const { rows } = await client.query(
    `select xact_commit as commits, tup_inserted as inserted, tup_updated as updated,
       (select sum(pg_total_relation_size(oid)) from pg_class where relname like 'otai_%' and relkind = 'r') as bytes,
       (select wal_bytes from pg_stat_wal) as wal
     from pg_stat_database where datname = current_database()`,
  );
  await client.end();
  return Object.fromEntries(Object.entries(rows[0]).map(([name, value]) => [name, Number(value)]));
}
