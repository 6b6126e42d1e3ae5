import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DocBlock, DocPage } from './doc-block.js';
import { ROOT } from './doc-files.js';

/** The files of a tree drawn with blanks: a name a line, deeper ones indented by two; what follows two blanks is a comment. */
export function filesOfTree(text: string): string[] {
  const way: string[] = [];
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const depth = (/^ */.exec(line)?.[0].length ?? 0) / 2;
      way.length = depth;
      way.push(line.trim().split(/ {2,}/)[0] ?? '');
      return way.join('');
    });
}

/** The lines of a fragment that stand in no one file, in this order, that the page or the library has. */
export function missingLines(page: DocPage, block: DocBlock): string[] {
  const wanted = linesOf(block.text);
  const sources = ['src', 'examples'].flatMap((folder) => typescriptOf(join(ROOT, folder)));
  const texts = page.blocks.filter((other) => other !== block).map(({ text }) => text);
  const missing = [...texts, ...sources.map((file) => readFileSync(file, 'utf8'))].map((text) => notIn(linesOf(text), wanted));
  return missing.reduce((least, lines) => (lines.length < least.length ? lines : least), wanted);
}

function typescriptOf(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts') && !name.includes('node_modules')).map((name) => join(folder, name));
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '…');
}

function notIn(lines: readonly string[], wanted: readonly string[]): string[] {
  let at = 0;
  return wanted.filter((line) => {
    const found = lines.indexOf(line, at);
    if (found >= 0) at = found + 1;
    return found < 0;
  });
}

/** The classes that a Python text defines, and the snake_case words in its quotes, that a TypeScript text does not have. */
export function missingNames(python: string, typescript: string): string[] {
  const classes = [...python.matchAll(/^class (\w+)/gm)].map(([, name]) => name ?? '');
  const words = [...python.matchAll(/"([a-z]+(?:_[a-z]+)+)"/g)].map(([, word]) => word ?? '');
  return [...classes, ...words].filter((name) => !typescript.includes(name));
}
