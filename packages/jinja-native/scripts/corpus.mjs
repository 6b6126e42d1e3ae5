/* Prints how much of the corpus of Jinja2 results the built library gives; exits with 1 below the goals. */
import * as library from '../dist/index.js';
import { PERFECT, runCorpus } from './corpus-cases.mjs';

const CORE_GOAL = 0.98;

const results = runCorpus(library);
const categories = [...new Set(results.map(({ category }) => category))];
const wrong = results.filter(({ verdict }) => verdict === 'wrong');

const percent = (part, whole) => `${((100 * part) / whole).toFixed(1)} %`;

console.log(`${'category'.padEnd(20)} right   cases  decided otherwise  wrong`);
for (const category of categories) {
  const own = results.filter((result) => result.category === category);
  const count = (verdict) => own.filter((result) => result.verdict === verdict).length;
  const share = percent(count('right'), own.length).padStart(7);
  console.log(
    `${category.padEnd(20)}${share} ${String(own.length).padStart(6)} ${String(count('decided')).padStart(18)} ${String(count('wrong')).padStart(6)}`,
  );
}

for (const { name, template, note } of wrong) console.log(`wrong: ${name} ${JSON.stringify(template)}: ${note}`);

const core = results.filter(({ tier }) => tier === 'core');
const coreRight = core.filter(({ verdict }) => verdict === 'right').length;
console.log(`core: ${coreRight} of ${core.length} (${percent(coreRight, core.length)})`);

const below = wrong.some(({ category }) => PERFECT.includes(category)) || coreRight / core.length < CORE_GOAL;
process.exitCode = below ? 1 : 0;
