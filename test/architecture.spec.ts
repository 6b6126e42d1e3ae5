import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const SRC = resolve(dirname(fileURLToPath(import.meta.url)), '../src');

/** The way data flows. A folder may import from those before it, and from itself. */
const LAYERS = [
  'api',
  'params',
  'config',
  'discovery',
  'schema',
  'templating',
  'journal',
  'pipeline',
  'base',
  'module',
  '.',
  'testing',
  'cli',
];

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));

function layerOf(file: string): string {
  return file.includes(sep) ? (file.split(sep)[0] ?? '') : '.';
}

function localImports(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path = '']) => relative(SRC, resolve(SRC, dirname(file), path)));
}

describe('the tree shows how data flows', () => {
  it('has no folder that is not a layer', () => {
    expect([...new Set(files.map(layerOf))].filter((layer) => !LAYERS.includes(layer))).toEqual([]);
  });

  it.each(LAYERS)('%s imports only from the folders before it', (layer) => {
    const allowed = LAYERS.slice(0, LAYERS.indexOf(layer) + 1);
    const wrong = files
      .filter((file) => layerOf(file) === layer)
      .flatMap((file) => localImports(file).map((imported) => ({ file, imported })))
      .filter(({ imported }) => !allowed.includes(layerOf(imported)));
    expect(wrong).toEqual([]);
  });

  it('has no inner barrels: an index.ts is a public front', () => {
    expect(files.filter((file) => basename(file) === 'index.ts').toSorted()).toEqual(['index.ts', join('testing', 'index.ts')]);
  });
});
