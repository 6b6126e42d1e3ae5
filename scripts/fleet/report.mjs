import { FINDING_KINDS, groupByKey } from '../faults/judge.mjs';
import { history } from '../faults/report.mjs';

const MOST_DETAILS = 6;
const ROWS = [
  ['kill -9 of a worker', ({ storm }) => storm?.counts.worker],
  ['kill -9 of the scheduler', ({ storm }) => storm?.counts.scheduler],
  ['processes that stood still', ({ storm }) => storm?.counts.still],
  ['kill -9 of Redis', ({ storm }) => storm?.counts.redisRestart],
  ['Redis stood still', ({ storm }) => storm?.counts.redisStill],
  ['the helpdesk stood still', ({ storm }) => storm?.counts.helpdeskStill],
  ['requests that failed', ({ place }) => place?.faults],
  ['tickets', ({ customers }) => customers?.ledger.length],
  ['notes due', ({ notesDue }) => notesDue],
  ['runs', ({ remembered }) => remembered?.figures().runs],
  ['runs given up', ({ remembered }) => remembered?.figures().abandoned],
  ['jobs given up', ({ givenUp }) => givenUp],
  ...FINDING_KINDS.map((kind) => [kind, ({ findings }) => findings.filter((one) => one.kind === kind).length]),
  ['seconds until all was done', ({ doneAfter }) => doneAfter?.toFixed(0)],
  ['seconds in all', ({ seconds }) => seconds?.toFixed(0)],
];

/** The closing table: what was done to each fleet, and what came of it. */
export function summary(campaigns) {
  const head = ['', ...campaigns.map(({ title, Journal }) => `${title}, ${Journal.title}`)];
  const rows = [head, ...ROWS.map(([name, value]) => [name, ...campaigns.map((campaign) => String(value(campaign) ?? '-'))])];
  const widths = head.map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  return rows.map((cells) => cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')).join('\n');
}

/** What there is to know of each finding: the life of its ticket as the helpdesk, the doors and the journal tell it. */
export function details({ title, findings, place, found = [], customers, remembered }) {
  const byKey = groupByKey(found);
  const lines = findings
    .slice(0, MOST_DETAILS)
    .flatMap(({ kind, key, what, log }) => [
      `${title}: ${kind}: ${key === undefined ? '' : `${key}: `}${what}`,
      ...(log === undefined ? [] : [`    ${log}`]),
      ...(key === undefined ? [] : history(key, { byKey, place, customers, remembered })),
    ]);
  return findings.length > MOST_DETAILS ? [...lines, `${title}: … and ${findings.length - MOST_DETAILS} more`] : lines;
}
