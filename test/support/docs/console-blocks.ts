import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { DocBlock, DocPage } from './doc-block.js';
import { folderOf, ROOT, SCRATCH } from './doc-files.js';

/** One `$ command` of a console block, and the lines it is said to print. */
export interface ConsoleCommand {
  readonly command: string;
  readonly expected: string;
}

const BIN = join(SCRATCH, '.bin');

export function commandsOf(block: DocBlock): ConsoleCommand[] {
  const parts = block.text.split(/^\$ /m);
  if (parts[0]?.trim() !== '') throw new Error(`${block.page}:${block.line} must begin with "$ "`);
  return parts.slice(1).map((part) => {
    const at = part.indexOf('\n');
    return { command: part.slice(0, at), expected: part.slice(at + 1).trimEnd() };
  });
}

/** What stands for commands that would do too much in a test: the packages are installed, and the example runs in a copy of its folder. */
const SHORTER: readonly (readonly [RegExp, string])[] = [
  [/^npm install && /, ''],
  [/^npm start(?: --)?/, 'node examples/start.mjs'],
  [/^npx otai /, 'otai '],
];

function shorten(command: string): string {
  return SHORTER.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), command);
}

const EXAMPLES = ['start.mjs', 'first-run', 'first-run-model'];

/** Not the tickets that somebody's own run has left there. */
function isOfExample(path: string): boolean {
  return !path.endsWith('.otai');
}

/** Puts the examples and the built command where the page's folder looks like this repository. */
function prepareExamples(page: DocPage): void {
  const folder = join(folderOf(page), 'examples');
  if (existsSync(folder)) return;
  for (const name of EXAMPLES) cpSync(join(ROOT, 'examples', name), join(folder, name), { recursive: true, filter: isOfExample });
  mkdirSync(join(folderOf(page), 'dist'), { recursive: true });
  symlinkSync(join(ROOT, 'dist/cli'), join(folderOf(page), 'dist/cli'), 'dir');
}

/** Runs a command in the folder of its page, with `otai` as an installed package would bring it, and gives what it prints. */
export function runCommand(page: DocPage, command: string): { readonly printed: string; readonly status: number | null } {
  prepareExamples(page);
  const path = `${installOtai()}${delimiter}${process.env['PATH'] ?? ''}`;
  const { stdout, status } = spawnSync('sh', ['-c', `(${shorten(command)}) 2>&1`], {
    cwd: folderOf(page),
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, PATH: path, NO_COLOR: '1', FORCE_COLOR: undefined, COLUMNS: '140', NODE_OPTIONS: '' },
  });
  const lines = stdout.trimEnd().split('\n');
  return { printed: lines.map((line) => line.trimEnd()).join('\n'), status };
}

/** What was printed must be what the page says; `…` stands for what differs from time to time, on a line of its own for any lines. */
export function toPattern(expected: string): RegExp {
  const lines = expected.split('\n').map((line) => (line.trim() === '…' ? '(?:.*\\n)*?.*' : line.split('…').map(escape).join('.*')));
  return new RegExp(`^${lines.join('\\n')}$`);
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function installOtai(): string {
  const script = join(ROOT, 'dist/cli/otai.js');
  if (!existsSync(script)) throw new Error(`${script} is not there: run npm run build first`);
  mkdirSync(BIN, { recursive: true });
  writeFileSync(join(BIN, 'otai'), `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`);
  chmodSync(join(BIN, 'otai'), 0o755);
  return BIN;
}
