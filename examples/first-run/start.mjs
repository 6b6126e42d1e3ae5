// Runs the example with the built command: mails become tickets, are sorted into queues, and a table shows what became of them.
// `--reset` starts over; everything else is handed to `otai run`.
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const folder = join(here, '.otai');
const config = relative(root, join(here, 'config.yml'));
const args = process.argv.slice(2);

if (args.includes('--reset')) rmSync(folder, { recursive: true, force: true });
const isFirst = !existsSync(folder);

const command = [join(root, 'dist', 'cli', 'otai.js'), 'run', '--once', '--config', config, ...args.filter((arg) => arg !== '--reset')];
const otai = spawn(process.execPath, command, { cwd: root, stdio: 'inherit' });

// Ctrl-C reaches the command too, which finishes what it is at; it says when it is done.
process.on('SIGINT', () => {});
otai.on('exit', (code) => {
  process.exitCode = code ?? 1;
  if (code === 0 && !args.some((arg) => ['--json', '--help', '-h'].includes(arg))) showNext();
});

function showNext() {
  const next = [
    ...(isFirst ? [['npm start', 'again: a second run finds nothing new']] : []),
    ['npm start -- --reset', 'start over with fresh tickets'],
    ['npm start -- --reset --dry-run', 'see what would be done, and write nothing'],
    [`npx otai validate --config ${config} --explain`, 'what the config means, defaults included'],
  ];
  const width = Math.max(...next.map(([line]) => line.length));
  console.log(`\nThe tickets are kept in ${relative(root, join(folder, 'tickets.jsonl'))}`);
  console.log(`What to try next (the rules are in ${config}: change one and start over):`);
  for (const [line, meaning] of next) console.log(`  ${line.padEnd(width)}  ${meaning}`);
}
