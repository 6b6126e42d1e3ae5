import { Fleet } from './fleet.mjs';
import { HEAP_FLAGS } from './heap.mjs';
import { summarize } from './statistics.mjs';

/** CPU of one run of every system: interleaved rounds in processes of their own. By system: microseconds. */
export async function measureEngines(systems, { rounds, milliseconds, warmUp }) {
  const fleet = await Fleet.start(systems, []);
  await fleet.round(0, { command: 'slice', milliseconds: warmUp });
  for (let round = 0; round < rounds; round++) await fleet.round(round, { command: 'slice', milliseconds });
  const answers = fleet.stop();
  return new Map(
    systems.map(({ id }) => [
      id,
      summarize(
        answers
          .get(id)
          .slice(1)
          .map(({ cpuMicros }) => cpuMicros),
      ),
    ]),
  );
}

/** Heap of every system, each in a process that does nothing else. By system: bytes allocated and bytes kept for each run. */
export async function measureHeap(systems) {
  const measured = new Map();
  for (const system of systems) {
    const fleet = await Fleet.start([system], HEAP_FLAGS);
    await fleet.round(0, { command: 'allocated' });
    await fleet.round(0, { command: 'retained', runs: system.heapRuns });
    const [allocated, retained] = fleet.stop().get(system.id);
    measured.set(system.id, { allocated: allocated.bytes, retained: retained.bytes, runs: retained.runs });
  }
  return measured;
}
