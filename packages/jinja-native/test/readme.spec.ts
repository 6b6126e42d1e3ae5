import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';
import * as library from '../src/index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const blocks = Array.from(readme.matchAll(/^## (?<title>.*)$|^```js\n(?<code>[^]*?)^```$/gm), ({ groups }) => groups ?? {});

/** The JavaScript of the README with the heading above each piece. */
function examples(): [title: string, code: string][] {
  let title = '';
  return blocks.flatMap(({ title: heading, code }): [string, string][] => {
    title = heading ?? title;
    return code === undefined ? [] : [[title, code]];
  });
}

describe('README', () => {
  it.each(examples())('%s', (_title, code) => {
    const body = code.replaceAll(/^import \{([^}]*)\} from 'jinja-native';$/gm, 'const {$1} = library;');
    expect(body).not.toContain('import');
    const run = runInThisContext(`(library, expect) => {${body}}`) as (library: unknown, check: unknown) => void;
    run(library, expect);
  });
});
