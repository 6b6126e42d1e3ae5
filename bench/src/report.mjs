import { cpus, loadavg } from 'node:os';
import { judgeGoals } from './goals.mjs';
import { figure, printTable } from './table.mjs';

/** What peers are compared with: everything on. */
const US = 'otai-watched';

/** Everything that was measured, and the ratios that goals ask for. */
export class Report {
  constructor({ systems, engines, heap, cold, parts }) {
    this.systems = systems;
    this.engines = engines;
    this.heap = heap;
    this.cold = cold;
    this.parts = parts;
  }

  stepMicros = (id) => {
    const system = this.systems.find((measured) => measured.id === id);
    return system === undefined ? NaN : this.engines.get(id).median / system.steps;
  };

  ratio = (id, base) => this.stepMicros(id) / this.stepMicros(base);

  coldRatio = (id, base) => {
    const [one, other] = [id, base].map((wanted) => this.cold.find((program) => program.id === wanted)?.cpu.median);
    return one === undefined || other === undefined ? undefined : one / other;
  };

  print() {
    this.#printEngines();
    this.#printCold();
    this.#printParts();
    this.#printGoals();
  }

  #printEngines() {
    const head = ['routing a ticket in ten steps', 'µs/run', 'p10–p90', 'µs/step', 'x list', 'slower than us', 'allocated/run', 'kept/run'];
    const rows = this.systems.map(({ id, title, tickets }) => {
      const { median, p10, p90 } = this.engines.get(id);
      const heap = this.heap?.get(id);
      return [
        tickets === 1 ? title : `${title} (a run: ${tickets} tickets)`,
        figure(median),
        `${figure(p10)}–${figure(p90)}`,
        figure(this.stepMicros(id)),
        figure(this.ratio(id, 'list')),
        id.startsWith('otai') ? '' : `${figure(this.ratio(id, US))}x`,
        heap === undefined ? '–' : `${figure(heap.allocated / 1024)} KB`,
        heap === undefined ? '–' : `${Math.round(heap.retained)} B in ${heap.runs.toLocaleString('en')}`,
      ];
    });
    printTable('Engines (CPU, median of interleaved rounds, a process each)', head, rows);
  }

  #printCold() {
    const base = this.cold[0].cpu.median;
    const rows = this.cold.map(({ title, cpu, wall, rss }) => [
      title,
      figure(cpu.median),
      `${figure(cpu.p10)}–${figure(cpu.p90)}`,
      figure(wall.median),
      figure(cpu.median / base),
      figure(rss.median),
    ]);
    printTable('Whole processes, from start to end', ['program', 'ms CPU', 'p10–p90', 'ms wall', 'x empty', 'RSS MiB'], rows);
  }

  #printParts() {
    printTable('Templates, compiled once', ['rendering', 'µs', 'p10–p90', 'renders/s'], this.parts.templates.map(partRow));
    printTable(
      'Params: rendered, converted, validated, frozen',
      ['params of', 'µs', 'p10–p90', 'a second'],
      this.parts.params.map(partRow),
    );
  }

  #printGoals() {
    const rows = judgeGoals(this).map(({ title, limit, measured, unit, isReached }) => [
      title,
      limit,
      `${figure(measured)} ${unit}`,
      isReached ? 'reached' : 'MISSED',
    ]);
    printTable('Goals', ['goal', 'limit', 'measured', ''], rows);
  }
}

const partRow = ({ title, cpu }) => [
  title,
  figure(cpu.median),
  `${figure(cpu.p10)}–${figure(cpu.p90)}`,
  Math.round(1e6 / cpu.median).toLocaleString('en'),
];

/** What the figures were measured on. */
export function machineLine() {
  const [cpu] = cpus();
  const load = loadavg()
    .map((value) => value.toFixed(2))
    .join(' ');
  return `node ${process.version}, ${cpu.model}, ${cpus().length} cores, load ${load}, ${new Date().toISOString().slice(0, 16)}Z`;
}
