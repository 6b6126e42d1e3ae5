/* `npm run bench [-- --quick]`: installs what it compares with, if that is not there yet, and measures. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

if (!existsSync(new URL('node_modules', import.meta.url))) {
  console.error('installing the peers under bench/ (about 430 MB, once) …');
  const { status } = spawnSync('npm', ['--prefix', here, 'ci'], { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}

await import('./src/bench.mjs');
