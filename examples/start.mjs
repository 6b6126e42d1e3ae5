// Runs an example with the built command: mails become tickets, are sorted into queues, and a table shows what became of them.
// `--rules` takes the example without a model, `--reset` starts over; everything else is handed to `otai run`.
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..');
const args = process.argv.slice(2);
const withRules = args.includes('--rules');
// The example's own package.json says which plugins it has, so the command is run where that is.
const example = join(here, withRules ? 'first-run' : 'first-run-model');
const folder = join(example, '.otai');

if (args.includes('--reset')) rmSync(folder, { recursive: true, force: true });
const isFirst = !existsSync(folder);

const command = [join(root, 'dist', 'cli', 'otai.js'), 'run', '--once', ...args.filter((arg) => arg !== '--reset' && arg !== '--rules')];
const otai = spawn(process.execPath, command, { cwd: example, stdio: 'inherit' });

// Ctrl-C reaches the command too, which finishes what it is at; it says when it is done.
process.on('SIGINT', () => {});
otai.on('exit', (code) => {
  process.exitCode = code ?? 1;
  if (code === 0 && !args.some((arg) => ['--json', '--help', '-h'].includes(arg))) showNext();
});

function showNext() {
  const config = relative(root, join(example, 'config.yml'));
  const same = withRules ? ' --rules' : '';
  const next = [
    ...(isFirst ? [[`npm start${same && ` --${same}`}`, 'again: a second run finds nothing new']] : []),
    [`npm start --${same} --reset`, 'start over with fresh tickets'],
    [`npm start --${same} --reset --dry-run`, 'see what would be done, and write nothing'],
    ...(withRules ? [] : [['npm start -- --rules', 'the same mails by rules alone, without a model']]),
  ];
  const width = Math.max(...next.map(([line]) => line.length));
  console.log(`\nThe tickets are kept in ${relative(root, join(folder, 'tickets.jsonl'))}`);
  console.log(`What to try next (rules, model and pipeline are in ${config}: change something and start over):`);
  for (const [line, meaning] of next) console.log(`  ${line.padEnd(width)}  ${meaning}`);
}
