/* What it costs to record a step. */
import { summarize } from '../src/statistics.mjs';
import { ended, settled, started, step, wants, write } from './entries.mjs';
import { open } from './journals.mjs';

const STEPS = 10;

/** One run of ten steps that writes nothing. */
async function readingRun(journal, id) {
  journal.put(started(id));
  for (let i = 0; i < STEPS; i++) {
    journal.put(step(id, `step_${i}`));
    await Promise.resolve();
  }
  journal.put(ended(id));
}

/** One run that claims a ticket and writes it twice: three commits, of which the first intent's waits for the disk, as the write port has it. */
async function writingRun(journal, id) {
  journal.put(started(id));
  await journal.claim(wants(id, [id]));
  for (let i = 0; i < STEPS; i++) {
    if (i >= STEPS - 2) {
      journal.put(write(id, `${id}/${i}`, id, 'intended'));
      await journal.flush(id, i === STEPS - 2 ? 'safe' : 'soon');
      journal.put(write(id, `${id}/${i}`, id, 'done'));
    }
    journal.put(step(id, `step_${i}`));
  }
  journal.put(settled(id, id));
  journal.put(ended(id));
}

/** Microseconds a step: `batched`: runs that do not wait; `single`: runs that write, one after the other; `together`: 16 of them at once. */
export async function measureSteps(url, { rounds, runs }) {
  const journal = await open(url);
  let count = 0;
  const next = () => `r${count++}-0198c0de-7d2a-7bbb-8ccc-cccccccccccc`;
  const reading = () => inTurn(runs, () => readingRun(journal, next()));
  const single = () => inTurn(runs / 10, () => writingRun(journal, next()));
  const together = () => Promise.all(Array.from({ length: 16 }, () => inTurn(runs / 32, () => writingRun(journal, next()))));
  const figures = { batched: [], single: [], together: [] };
  for (let round = -1; round < rounds; round++) {
    const batched = await timed(journal, reading, runs);
    const alone = await timed(journal, single, runs / 10);
    const many = await timed(journal, together, 16 * Math.ceil(runs / 32));
    if (round < 0) continue;
    figures.batched.push(batched);
    figures.single.push(alone);
    figures.together.push(many);
  }
  await journal.close();
  return Object.fromEntries(Object.entries(figures).map(([name, values]) => [name, summarize(values)]));
}

async function inTurn(times, work) {
  for (let i = 0; i < times; i++) await work();
}

async function timed(journal, work, runs) {
  const begin = performance.now();
  await work();
  await journal.flush();
  return ((performance.now() - begin) * 1000) / (runs * STEPS);
}
