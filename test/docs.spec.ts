/**
 * Everything that the documentation shows is tried here: no block of README.md, docs/ and the packages' READMEs is without a check.
 * `UPDATE_DOCS=1` writes what commands and refusals really say into the pages, where no `…` stands in it.
 *
 * What the first line of a block says decides how:
 *
 * | first line                      | what is done                                                                                          |
 * | ------------------------------- | ----------------------------------------------------------------------------------------------------- |
 * | yaml                            | a complete config: it is booted by the real module. Its `get_env` variables are set                   |
 * | yaml with=src/a.pipe.ts,b.ts    | … with the plugins and components that these files of the page export                                 |
 * | yaml installed                  | … in an application that has the package of the page installed, and finds it                          |
 * | yaml file=config.yml            | … and is a file, for what follows on the page                                                         |
 * | yaml broken                     | it is refused; a `text` block after it is the exact message                                          |
 * | yaml fragment                   | a part of a complete config of some page, or of the first run                                         |
 * | yaml, in the README of a package | a complete config: it is valid with that package's plugin. Nothing is opened                         |
 * | dotenv                          | variables that are laid over the complete config before                                               |
 * | ts file=src/x.pipe.ts           | a file: type-checked as a plugin's files are, compiled, imported                                      |
 * | ts file=test/x.spec.ts          | … its tests run                                                                                       |
 * | ts file=src/main.ts script      | … it is not imported; a `console` block of the page runs what it was compiled to, in `dist/`          |
 * | ts typed                        | type-checked only: it would talk to a server                                                          |
 * | ts                              | the same as a file, without a name for others                                                         |
 * | ts fragment                     | its lines stand in this order in a file of the page, or in the library's sources                      |
 * | json                            | it parses                                                                                             |
 * | json file=package.json          | … and is a file; a plugin's is found and loaded as an application does                                |
 * | json context                    | what the templates of the page can see                                                                |
 * | jinja                           | lines `{{ template }} -> value`: what the template gives, as JSON, or `error: message`                |
 * | console                         | `$ command` and what it prints; `…` is what differs from time to time. exit=1: how the last one ends  |
 * | console checked-by=scripts/x    | … run by that script, because it takes long                                                           |
 * | perl checked-by=x.spec.ts       | that test runs it, on the server that it is for                                                       |
 * | sh                              | `npm install`, of packages that this repository publishes                                             |
 * | text tree                       | a tree of files that the page (or the folder `root=examples/x`) has                                   |
 * | python                          | what stood in 1.4: its names must occur in the `ts` block that follows                                |
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import * as front from 'open-ticket-ai';
import * as testing from 'open-ticket-ai/testing';
import { BLOCK_CHECKS } from './support/docs/block-checks.js';
import { placeOf, readPage } from './support/docs/doc-block.js';
import { folderOf, ROOT, SCRATCH, writeFiles } from './support/docs/doc-files.js';
import { brokenLinks } from './support/docs/links.js';
import { importSpecs } from './support/docs/page-specs.js';
import { compilePages } from './support/docs/type-check.js';
import { completeConfigs } from './support/docs/yaml-blocks.js';

/** jinja-native's README is tried by a test of that package. */
const READMES = readdirSync(join(ROOT, 'packages'))
  .filter((name) => name !== 'jinja-native')
  .map((name) => join(ROOT, 'packages', name, 'README.md'));
const DOCS = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
  .map((name) => join(ROOT, 'docs', name));
const PAGES = [join(ROOT, 'README.md'), ...DOCS, ...READMES].filter((file) => existsSync(file)).map((file) => readPage(ROOT, file));

// Modules that are imported log their start, as they should; here nobody reads it.
Logger.overrideLogger(['warn', 'error', 'fatal']);
writeFiles(PAGES);
const MISTAKES = compilePages(PAGES);
const COMPLETE = completeConfigs(PAGES);

afterAll(() => rmSync(SCRATCH, { recursive: true, force: true }));

describe.each(PAGES.map((page) => [page.path, page] as const))('%s', (_, page) => {
  const before = process.cwd();
  // Files such as a module with `forRoot({ config: 'config.yml' })` read what lies beside them.
  beforeAll(() => process.chdir(folderOf(page)));
  afterAll(() => process.chdir(before));

  it('links to what is there', () => {
    expect(brokenLinks(page)).toEqual([]);
  });

  if (page.blocks.some(({ lang }) => lang === 'ts')) {
    it('shows TypeScript that compiles', () => {
      expect(MISTAKES.get(page.path)).toEqual([]);
    });
  }

  for (const block of page.blocks) {
    const check = BLOCK_CHECKS[block.lang];
    if (check === undefined) it(`${placeOf(block)} says what it is`, () => expect(Object.keys(BLOCK_CHECKS)).toContain(block.lang));
    else check(page, block, COMPLETE);
  }
});

await importSpecs(PAGES);

describe('the pages together', () => {
  it.each([
    ['open-ticket-ai', front],
    ['open-ticket-ai/testing', testing],
  ])('tell every name that %s exports', (_, exports) => {
    const text = PAGES.map((page) => page.text).join('\n');
    expect(Object.keys(exports).filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
  });

  it.each(['docs/index.md', 'docs/.vitepress/config.mjs'])('are all in %s', (list) => {
    const text = readFileSync(join(ROOT, list), 'utf8');
    const pages = PAGES.filter(({ path }) => /^docs\/[^/]+\.md$/.test(path) && path !== 'docs/index.md');
    expect(pages.filter(({ id }) => !text.includes(`(${id}.md)`) && !text.includes(`'/${id}'`))).toEqual([]);
  });
});
