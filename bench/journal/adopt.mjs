/* How long it takes to take over the runs of a process that died. */
import { ended, started, step, wants, write } from './entries.mjs';
import { open } from './journals.mjs';

/** Seconds from the opening of the journal until all are taken over, 500 at a time. */
export async function measureAdoption(url, runs) {
  await leave(url, runs);
  const begin = performance.now();
  const journal = await open(url);
  let adopted = 0;
  for (let page = await journal.adopt(['route'], 500); page.length > 0; page = await journal.adopt(['route'], 500)) adopted += page.length;
  const seconds = (performance.now() - begin) / 1000;
  if (adopted !== runs) throw new Error(`${adopted} of ${runs} runs were taken over`);
  await journal.close();
  return seconds;
}

/** Runs in their midst: a claimed ticket, five steps, a write whose outcome is not known. */
async function leave(url, runs) {
  const journal = await open(url);
  for (let i = 0; i < runs; i++) {
    const id = `r${i}-0198c0de-7d2a-7bbb-8ccc-cccccccccccc`;
    journal.put(started(id));
    await journal.claim(wants(id, [String(i)]));
    for (let s = 0; s < 5; s++) journal.put(step(id, `step_${s}`));
    journal.put(write(id, `k${i}`, String(i), 'intended'));
    // Without a process to kill: a run that was stopped waits like one whose process died.
    journal.put(ended(id, 'suspended'));
  }
  await journal.close();
}
