import type { FleetStatus, FleetWorker, PipelineLoad } from '../../pipeline/fleet-operations.js';
import { count, milliseconds } from '../printable.js';
import { textTable } from '../text-table.js';

const HEAD = ['pipeline', 'state', 'waiting', 'oldest', 'at work', 'later', 'runs', 'given up', 'next firing'];

/** What a fleet does at the moment, for people. */
export function fleetReport({ pipelines, workers }: FleetStatus, columns: number, now: number): string {
  const rows = pipelines.map((load) => rowOf(load, now));
  const table = textTable({ head: HEAD, rows, shrinkable: [[0, 12]], cut: [] }, columns);
  return [table, '', ...workerLines(workers)].join('\n');
}

function rowOf(load: PipelineLoad, now: number): readonly string[] {
  const { pipeline, state, waiting, oldestMs, active, delayed, runs, givenUp, nextAt } = load;
  const numbers = [active, delayed, runs, givenUp].map(String);
  const next = nextAt === null ? '-' : `in ${milliseconds(Math.max(0, nextAt - now))}`;
  return [pipeline, state, String(waiting), oldestMs === null ? '-' : milliseconds(oldestMs), ...numbers, next];
}

function workerLines(workers: readonly FleetWorker[]): readonly string[] {
  if (workers.length === 0) return ['no worker is there: start one with otai run --role worker'];
  const lines = workers.map(({ host, pid, otherVersions }) => {
    const old = otherVersions.length === 0 ? '' : `, with another version of ${otherVersions.join(', ')}`;
    return `  ${host}, process ${pid}${old}`;
  });
  return [`${count(workers.length, 'worker')}:`, ...lines];
}
