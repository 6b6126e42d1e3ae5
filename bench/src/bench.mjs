/* Measures everything and prints it. Figures are CPU time: other programs on the machine disturb them least. */
import { measureCold } from './cold.mjs';
import { measureEngines, measureHeap } from './engines.mjs';
import { measureParts } from './parts.mjs';
import { machineLine, Report } from './report.mjs';
import { SYSTEMS } from './systems.mjs';

const FULL = {
  systems: SYSTEMS,
  engines: { rounds: 15, milliseconds: 400, warmUp: 2_500 },
  heap: true,
  cold: { rounds: 9 },
  parts: { rounds: 9, milliseconds: 60 },
};
const QUICK = {
  systems: SYSTEMS.filter(({ id }) => ['list', 'otai', 'otai-watched', 'otai-durable', 'mastra-1', 'langgraph-graph'].includes(id)),
  engines: { rounds: 4, milliseconds: 150, warmUp: 1_000 },
  heap: false,
  cold: { rounds: 1 },
  parts: { rounds: 3, milliseconds: 20 },
};

const isQuick = process.argv.includes('--quick');
const { systems, engines, heap, cold, parts } = isQuick ? QUICK : FULL;
const started = performance.now();
console.log(machineLine() + (isQuick ? ' (quick: for a look, not for quoting)' : ''));
const report = new Report({
  systems,
  parts: await step('templates and params', () => measureParts(parts)),
  engines: await step('engines', () => measureEngines(systems, engines)),
  heap: heap ? await step('heap', () => measureHeap(systems)) : undefined,
  cold: await step('cold starts', () => measureCold(cold)),
});
report.print();
console.log(`\n${machineLine()}; measured in ${Math.round((performance.now() - started) / 1000)} s`);

function step(name, measure) {
  process.stderr.write(`measuring ${name} …\n`);
  return measure();
}
