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
 * | text tree                       | a tree of files that the page (or the folder `root=examples/x`) has                                   |
 * | python                          | what stood in 1.4: its names must occur in the `ts` block that follows                                |
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import * as front from 'open-ticket-ai';
import * as testing from 'open-ticket-ai/testing';
import { bootOtai } from 'open-ticket-ai/testing';
import { commandsOf, runCommand, toPattern } from './support/docs/console-blocks.js';
import { placeOf, readPage, type DocBlock, type DocPage } from './support/docs/doc-block.js';
import { fileOf, folderOf, hostOf, packageOf, ROOT, writeFiles } from './support/docs/doc-files.js';
import { brokenLinks } from './support/docs/links.js';
import { filesOfTree, missingNames, missingLines } from './support/docs/names.js';
import { importSpecs } from './support/docs/page-specs.js';
import { renderLine, templateLines, type TemplateContext } from './support/docs/template-lines.js';
import { updateText } from './support/docs/update.js';
import { compilePages } from './support/docs/type-check.js';
import { bootBlock, completeConfigs, isComplete, occursIn, refusalOf } from './support/docs/yaml-blocks.js';

/** jinja-native's README is tried by a test of that package. */
const READMES = readdirSync(join(ROOT, 'packages'))
  .filter((name) => name !== 'jinja-native')
  .map((name) => join(ROOT, 'packages', name, 'README.md'));
const DOCS = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
  .map((name) => join(ROOT, 'docs', name));
const PAGES = [join(ROOT, 'README.md'), ...DOCS, ...READMES].filter((file) => existsSync(file)).map((file) => readPage(ROOT, file));

writeFiles(PAGES);
const MISTAKES = compilePages(PAGES);
const COMPLETE = completeConfigs(PAGES);

const CHECKS: Readonly<Record<string, (page: DocPage, block: DocBlock) => void>> = {
  yaml: checkYaml,
  dotenv: checkDotenv,
  ts: checkTypeScript,
  json: checkJson,
  jinja: checkTemplates,
  console: checkConsole,
  text: checkText,
  python: checkPython,
};

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
    const check = CHECKS[block.lang];
    if (check === undefined) it(`${placeOf(block)} says what it is`, () => expect(Object.keys(CHECKS)).toContain(block.lang));
    else check(page, block);
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
});

function blockAfter(page: DocPage, block: DocBlock): DocBlock | undefined {
  return page.blocks[page.blocks.indexOf(block) + 1];
}

function lastBefore(page: DocPage, block: DocBlock, is: (other: DocBlock) => boolean): DocBlock | undefined {
  return page.blocks.slice(0, page.blocks.indexOf(block)).findLast(is);
}

function checkYaml(page: DocPage, block: DocBlock): void {
  if (block.words.has('fragment')) {
    it(`${placeOf(block)} is part of a complete config`, () => {
      const part = load(block.text);
      expect(COMPLETE.some((whole) => occursIn(whole, part))).toBe(true);
    });
  } else if (block.words.has('broken')) {
    it(`${placeOf(block)} is refused with the words the page shows`, async () => {
      const refusal = await refusalOf(page, block);
      const after = blockAfter(page, block);
      const told = after?.lang === 'text' ? after.text.trimEnd() : refusal;
      const isUpdated = after !== undefined && updateText(after, told, refusal);
      expect(isUpdated ? refusal : told).toBe(refusal);
      expect(refusal).not.toBe('');
    });
  } else {
    it(`${placeOf(block)} boots`, async () => {
      const app = await bootBlock(page, block);
      expect(app.pipelines.names()).toBeInstanceOf(Array);
      await app.close();
    });
  }
}

function checkDotenv(page: DocPage, block: DocBlock): void {
  it(`${placeOf(block)} fits the config before`, async () => {
    const config = lastBefore(page, block, isComplete);
    if (config === undefined) throw new Error('there is no complete config before this block');
    const variables = block.text
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => line.split(/=(.*)/s).slice(0, 2));
    const app = await bootBlock(page, config, Object.fromEntries(variables) as Record<string, string>);
    expect(app.pipelines.names()).toBeInstanceOf(Array);
    await app.close();
  });
}

function checkTypeScript(page: DocPage, block: DocBlock): void {
  const file = fileOf(page, block);
  if (file === undefined) {
    it(`${placeOf(block)} stands in a file`, () => expect(missingLines(page, block)).toEqual([]));
  } else if (block.words.has('script')) {
    const script = `dist/${block.attributes['file']?.replace('src/', '').replace(/ts$/, 'js')}`;
    it(`${placeOf(block)} is run on this page`, () => {
      expect(
        page.blocks
          .filter(({ lang }) => lang === 'console')
          .map(({ text }) => text)
          .join(''),
      ).toContain(script);
    });
  } else if (!file.endsWith('.spec.ts') && !block.words.has('typed')) {
    it(`${placeOf(block)} can be imported`, async () => {
      expect(await import(file)).toBeDefined();
    });
  }
}

function checkJson(page: DocPage, block: DocBlock): void {
  const name = block.attributes['file'] === 'package.json' ? packageOf(page) : undefined;
  if (name === undefined) {
    it(`${placeOf(block)} is JSON`, () => expect(JSON.parse(block.text)).toBeDefined());
  } else {
    it(`${placeOf(block)} is a plugin that an application finds and loads`, async () => {
      const app = await bootOtai({ otai: { pipelines: {} } }, { plugins: [name], hostDir: hostOf(page) });
      expect(app.registry.all().map(({ plugin }) => plugin)).toContain(name.replace(/^.*otai-/, ''));
      await app.close();
    });
  }
}

function checkTemplates(page: DocPage, block: DocBlock): void {
  const context = page.blocks.find(({ lang, words }) => lang === 'json' && words.has('context'));
  it.each(templateLines(block.text).map(({ template, expected }) => [template, expected]))(
    `${placeOf(block)} %s`,
    async (template, expected) => {
      const seen = JSON.parse(context?.text ?? '{}') as TemplateContext;
      const rendered = await renderLine(template, seen);
      expect(expected.startsWith('error:') ? rendered : (JSON.parse(rendered) as unknown)).toEqual(
        expected.startsWith('error:') ? expected : JSON.parse(expected),
      );
    },
  );
}

function checkConsole(page: DocPage, block: DocBlock): void {
  const script = block.attributes['checked-by'];
  if (script !== undefined) {
    it(`${placeOf(block)} is checked by ${script}`, () => {
      const text = readFileSync(join(ROOT, script), 'utf8');
      expect(commandsOf(block).length).toBeGreaterThan(0);
      expect(text.length).toBeGreaterThan(0);
    });
    return;
  }
  it(`${placeOf(block)} prints what the page shows`, () => {
    const commands = commandsOf(block);
    for (const [i, { command, expected }] of commands.entries()) {
      const { printed, status } = runCommand(page, command);
      expect(printed).toMatch(toPattern(updateText(block, expected, printed) ? printed : expected));
      expect(status).toBe(i === commands.length - 1 ? Number(block.attributes['exit'] ?? 0) : 0);
    }
  });
}

function checkText(page: DocPage, block: DocBlock): void {
  if (block.words.has('tree')) {
    const root = block.attributes['root'] === undefined ? folderOf(page) : join(ROOT, block.attributes['root']);
    it(`${placeOf(block)} lists what is there`, () => {
      expect(filesOfTree(block.text).filter((file) => !existsSync(join(root, file)))).toEqual([]);
    });
    return;
  }
  it(`${placeOf(block)} is what the block before it gives`, () => {
    expect(page.blocks[page.blocks.indexOf(block) - 1]?.words).toContain('broken');
  });
}

function checkPython(page: DocPage, block: DocBlock): void {
  it(`${placeOf(block)} has the names of the TypeScript after it`, () => {
    const after = blockAfter(page, block);
    expect(after?.lang).toBe('ts');
    expect(missingNames(block.text, after?.text ?? '')).toEqual([]);
  });
}
