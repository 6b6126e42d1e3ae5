import { groupByKey, FINDING_KINDS } from './judge.mjs';
import { ENDINGS } from './life.mjs';

const MOST_DETAILS = 8;
const MOST_LINES = 24;

const JOURNAL_FIGURES = {
  cuts: 'connections of the journal cut',
  runs: 'runs',
  resumed: 'runs taken up again',
  abandoned: 'runs given up',
  open: 'writes left open',
};

/** The closing table: what was done to each helpdesk, and what came of it. */
export function summary(campaigns) {
  const rows = [
    ['', ...campaigns.map(({ title }) => title), 'in all'],
    ...countRows(endingsOf(campaigns), campaigns, ({ endings }, kind) => endings.get(kind)),
    ...countRows(faultsOf(campaigns), campaigns, faultCount),
    row('kill -9 in all', campaigns, ({ kills }) => kills),
    row('tickets', campaigns, ({ customers }) => customers?.ledger.length),
    row('replies of customers', campaigns, ({ customers }) => customers?.replies),
    row('notes due', campaigns, ({ notesDue }) => notesDue),
    ...figureRows(campaigns),
    ...FINDING_KINDS.map((kind) => row(kind, campaigns, ({ findings }) => findings.filter((one) => one.kind === kind).length)),
    ['seconds', ...campaigns.map(({ seconds = 0 }) => seconds.toFixed(0)), ''],
  ];
  return table(rows);
}

/** What there is to know of each finding. */
export function details({ title, findings, place, found = [], customers, remembered }) {
  const byKey = groupByKey(found);
  const lines = findings.slice(0, MOST_DETAILS).flatMap((finding) => {
    const { kind, key, what, log } = finding;
    const head = `${title}: ${kind}: ${key === undefined ? '' : `${key}: `}${what}`;
    return [
      head,
      ...(log === undefined ? [] : [`    ${log}`]),
      ...(key === undefined ? [] : history(key, { byKey, place, customers, remembered })),
    ];
  });
  const rest = findings.length - MOST_DETAILS;
  return rest > 0 ? [...lines, `${title}: … and ${rest} more`] : lines;
}

/** A ticket's life: as the helpdesk tells it, and as it passed the doors. */
export function history(key, { byKey, place, customers, remembered }) {
  const { id, ticket } = customers.ledger.find((entry) => entry.ticket.key === key);
  const told = (byKey.get(key) ?? []).flatMap(({ id: number, queue, priority, notes }) => [
    `    helpdesk: ticket ${number}, ${queue}, ${priority}; it should be in ${ticket.queue}${ticket.isUrgent ? ', high' : ''}`,
    ...notes.map(({ at, body }) => `    helpdesk: ${at} ${body.replaceAll(/\s+/g, ' ')}`),
  ]);
  const passed = place.writes
    .filter((write) => write.ticket === id)
    .map(({ at, by, does, fault = '-', outcome, status = '-', killed }) => {
      const end = killed === undefined ? '' : `, killed there`;
      return `    door: ${new Date(at).toISOString()} ${by}: ${does}, fault ${fault}, status ${status}, got as far as ${outcome}${end}`;
    });
  const numbers = (byKey.get(key) ?? []).map((one) => one.id);
  const lines = numbers.flatMap((number) => remembered?.history(number) ?? []).map((line) => `    journal: ${line}`);
  return [...shortened(told), ...shortened(passed), ...shortened(lines)];
}

/** The beginning and the end of what is long. */
function shortened(lines) {
  if (lines.length <= MOST_LINES) return lines;
  const left = lines.length - MOST_LINES + 1;
  return [...lines.slice(0, MOST_LINES / 2), `    … ${left} more …`, ...lines.slice(left + MOST_LINES / 2)];
}

function endingsOf(campaigns) {
  const there = new Set(campaigns.flatMap(({ endings }) => [...endings.keys()]));
  return [...new Set([...Object.keys(ENDINGS), ...there])].filter((kind) => there.has(kind));
}

function faultsOf(campaigns) {
  return [...new Set(campaigns.flatMap(({ place }) => doorsOf(place).flatMap(({ faults }) => [...faults.keys()])))].toSorted((a, b) =>
    a.localeCompare(b),
  );
}

function faultCount({ place }, kind) {
  return doorsOf(place).reduce((sum, { faults }) => sum + (faults.get(kind) ?? 0), 0);
}

function doorsOf(place) {
  return [...(place?.doors.values() ?? [])];
}

function countRows(kinds, campaigns, count) {
  return kinds.map((kind) => row(ENDINGS[kind] ?? kind.replaceAll('_', ' '), campaigns, (campaign) => count(campaign, kind)));
}

/** Without what is only of other journals. */
function figureRows(campaigns) {
  const isThere = (name) => campaigns.some(({ journalFigures }) => journalFigures?.[name] !== undefined);
  const rows = Object.entries(JOURNAL_FIGURES).filter(([name]) => isThere(name));
  return rows.map(([name, what]) => row(what, campaigns, ({ journalFigures }) => journalFigures?.[name]));
}

function row(name, campaigns, count) {
  const counts = campaigns.map((campaign) => count(campaign) ?? 0);
  return [name, ...counts.map(String), String(counts.reduce((sum, one) => sum + one, 0))];
}

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  const line = (cells) => cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  return rows.map(line).join('\n');
}
