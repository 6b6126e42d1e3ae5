/** What `work` took: wall time and the time of all processors for this process, milliseconds. */
export async function metered(work) {
  const cpu = process.cpuUsage();
  const begin = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wall: performance.now() - begin, cpu: (user + system) / 1000 };
}
