/** Runs `work` as often as fits in `milliseconds` and says what one took. CPU of all threads of the process, so compiling and collecting garbage count. */
export async function slice(work, milliseconds) {
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  let runs = 0;
  let wall = 0;
  do {
    await work();
    runs++;
    // Asking for the time is not free beside a run of one microsecond.
    if (runs % 16 === 0 || wall === 0) wall = performance.now() - started;
  } while (wall < milliseconds);
  const cpu = process.cpuUsage(cpuBefore);
  return { runs, cpuMicros: (cpu.user + cpu.system) / runs, wallMicros: (wall * 1000) / runs };
}

/** The same for work that is not async. */
export function sliceSync(work, milliseconds) {
  const batch = 1_000;
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  let runs = 0;
  do {
    for (let left = batch; left > 0; left--) work();
    runs += batch;
  } while (performance.now() - started < milliseconds);
  const cpu = process.cpuUsage(cpuBefore);
  return { runs, cpuMicros: (cpu.user + cpu.system) / runs };
}
