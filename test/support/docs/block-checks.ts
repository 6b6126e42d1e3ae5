import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { bootOtai } from 'open-ticket-ai/testing';
import { commandsOf, runCommand, toPattern } from './console-blocks.js';
import { placeOf, type DocBlock, type DocPage } from './doc-block.js';
import { fileOf, folderOf, hostOf, packageOf, ROOT } from './doc-files.js';
import { filesOfTree, missingLines, missingNames } from './names.js';
import { renderLine, templateLines, type TemplateContext } from './template-lines.js';
import { updateText } from './update.js';
import { bootBlock, isComplete, occursIn, refusalOf, validateBlock } from './yaml-blocks.js';

/** Registers the tests of one block. `configs` are all complete ones, which fragments may be parts of. */
export type CheckBlock = (page: DocPage, block: DocBlock, configs: readonly unknown[]) => void;

/** By the first word of a block. What a word means is told at the head of test/docs.spec.ts. */
export const BLOCK_CHECKS: Readonly<Record<string, CheckBlock>> = {
  yaml: checkYaml,
  dotenv: checkDotenv,
  ts: checkTypeScript,
  json: checkJson,
  jinja: checkTemplates,
  console: checkConsole,
  perl: checkElsewhere,
  sh: checkInstallation,
  text: checkText,
  python: checkPython,
};

function blockAfter(page: DocPage, block: DocBlock): DocBlock | undefined {
  return page.blocks[page.blocks.indexOf(block) + 1];
}

function lastBefore(page: DocPage, block: DocBlock, is: (other: DocBlock) => boolean): DocBlock | undefined {
  return page.blocks.slice(0, page.blocks.indexOf(block)).findLast(is);
}

function checkYaml(page: DocPage, block: DocBlock, configs: readonly unknown[]): void {
  if (block.words.has('fragment')) {
    it(`${placeOf(block)} is part of a complete config`, () => {
      const part = load(block.text);
      expect(configs.some((whole) => occursIn(whole, part))).toBe(true);
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
  } else if (page.path.startsWith('packages/')) {
    it(`${placeOf(block)} is valid`, async () => {
      await expect(validateBlock(page, block)).resolves.toBeUndefined();
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
      const verbs = commandsOf(block).flatMap(({ command }) => command.split(' ').findLast((word) => /^[a-z]{3,}$/.test(word)) ?? []);
      expect(verbs.filter((verb) => !text.includes(verb))).toEqual([]);
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

function checkInstallation(_: DocPage, block: DocBlock): void {
  it(`${placeOf(block)} installs what this repository publishes`, () => {
    const lines = block.text.trim().split('\n');
    expect(lines.filter((line) => !line.startsWith('npm install '))).toEqual([]);
    const packages = lines.flatMap((line) => line.split(/\s+/).slice(2)).filter((word) => !word.startsWith('-'));
    expect(packages.filter((name) => name !== 'open-ticket-ai' && !existsSync(join(ROOT, 'packages', name)))).toEqual([]);
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

/** What only another program can run is run by the test that the block names, which takes it from the page itself. */
function checkElsewhere(_: DocPage, block: DocBlock): void {
  it(`${placeOf(block)} is run by ${block.attributes['checked-by']}`, () => {
    const test = readFileSync(join(ROOT, block.attributes['checked-by'] ?? ''), 'utf8');
    expect(test).toContain(`\`\`\`${block.lang}`);
  });
}
