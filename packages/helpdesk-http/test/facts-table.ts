import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CONTRACT = join(import.meta.dirname, '../../../src/testing/contract');

/** One row of a table that says which test holds which fact. */
export interface FactRow {
  readonly fact: string;
  /** `search: is told from an empty queue`, each with the file before the colon. */
  readonly tests: readonly string[];
}

/** The rows of the FACTS-TESTS.md of a package. Several tests stand one after the other, with `;` between. */
export function factRows(packageRoot: string): readonly FactRow[] {
  const table = readFileSync(join(packageRoot, 'FACTS-TESTS.md'), 'utf8');
  const rows = [...table.matchAll(/^\| (.*?) +\| (.*?) +\|$/gm)].map(([, fact = '', tests = '']) => ({
    fact,
    tests: tests.split(/; (?=\S+: )/),
  }));
  return rows.filter(({ fact }) => fact !== 'fact' && !fact.startsWith('---'));
}

/** The tests of a table that there are not. */
export function missingTests(packageRoot: string): readonly string[] {
  return factRows(packageRoot)
    .flatMap(({ tests }) => tests)
    .filter((test) => !isThere(packageRoot, test));
}

function isThere(packageRoot: string, test: string): boolean {
  const [, file = '', words = ''] = /^(\S+): (.+)$/.exec(test) ?? [];
  const source = sourceOf(packageRoot, file).replaceAll(String.raw`\'`, "'");
  const names = file === 'contract' ? words.split(', ') : [words];
  return words !== '' && names.every((name) => ["'", '"', '`'].some((quote) => source.includes(quote + name)));
}

/** The text in which the names of tests stand: a spec, recordings that a spec goes through, or the suite that every connector passes. */
function sourceOf(packageRoot: string, file: string): string {
  const paths =
    file === 'contract'
      ? readdirSync(CONTRACT).map((name) => join(CONTRACT, name))
      : ['test/*.spec.ts', '../../test/*.spec.ts', 'test/*.real.spec.ts', 'src/*.spec.ts', 'test/fixtures/*.json'].map((place) =>
          join(packageRoot, place.replace('*', file)),
        );
  return paths
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}
