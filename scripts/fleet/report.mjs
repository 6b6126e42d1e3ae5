import { FINDING_KINDS } from '../faults/judge.mjs';

const MOST_DETAILS = 12;
const ROWS = [
  ['kill -9 of a worker', ({ counts }) => counts.worker],
  ['kill -9 of the scheduler', ({ counts }) => counts.scheduler],
  ['workers that stood still', ({ counts }) => counts.pause],
  ['kill -9 of Redis', ({ counts }) => counts.redisRestart],
  ['Redis stood still', ({ counts }) => counts.redisPause],
  ['tickets', ({ customers }) => customers?.ledger.length],
  ['notes due', ({ notesDue }) => notesDue],
  ['jobs given up', ({ givenUp }) => givenUp],
  ...FINDING_KINDS.map((kind) => [kind, ({ findings }) => findings.filter((one) => one.kind === kind).length]),
  ['seconds until all was done', ({ doneAfter }) => doneAfter?.toFixed(0)],
  ['seconds in all', ({ seconds }) => seconds?.toFixed(0)],
];

/** The closing table: what was done to each fleet, and what came of it. */
export function summary(campaigns) {
  const head = ['', ...campaigns.map(({ title, journal }) => `${title}, ${journal?.name ?? '-'}`)];
  const rows = [head, ...ROWS.map(([name, value]) => [name, ...campaigns.map((campaign) => String(value(campaign) ?? '-'))])];
  const widths = head.map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  return rows.map((cells) => cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')).join('\n');
}

/** What there is to know of each finding. */
export function details({ title, findings }) {
  const lines = findings.slice(0, MOST_DETAILS).map(({ kind, key, what, log }) => `${title}: ${kind}: ${key ?? ''} ${what} ${log ?? ''}`);
  return findings.length > MOST_DETAILS ? [...lines, `${title}: … and ${findings.length - MOST_DETAILS} more`] : lines;
}
