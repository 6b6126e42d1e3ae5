/* Loaded before the program: says at its end what the whole process took, on a pipe of its own. */
const { writeSync } = require('node:fs');
const { performance } = require('node:perf_hooks');

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  writeSync(3, JSON.stringify({ cpuMs: (user + system) / 1000, wallMs: performance.now(), rssMib: maxRSS / 1024 }));
});
