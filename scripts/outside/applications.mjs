import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, readJson, run, runUntilSignal } from './shell.mjs';
import { HERE, report, work } from './world.mjs';

/** What a run prints: the first of two mails has one of the words. */
const EXPECTED = {
  succeeded: true,
  tags: [
    ['Please call me back asap', ['urgent']],
    ['Where is the manual?', []],
  ],
};

/** A stranger's folder: a package.json, a config, an inbox with two mails, and what npm installs. */
export async function makeApp(name, packages) {
  const dir = join(work, name);
  cpSync(join(HERE, 'apps', name), dir, { recursive: true });
  cpSync(join(HERE, 'apps/config.yml'), join(dir, 'config.yml'));
  mkdirSync(join(dir, 'mails'));
  for (const [i, subject] of ['Please call me back asap', 'Where is the manual?'].entries()) {
    const head = `From: ada@example.com\nTo: help@example.org\nSubject: ${subject}\nDate: Mon, 02 Feb 2026 09:3${i}:00 +0000\nMessage-ID: <${i}@example.com>`;
    writeFileSync(join(dir, 'mails', `${i}.eml`), `${head}\n\nThank you, Ada\n`);
  }
  await install(dir, packages);
  return dir;
}

/** `--install-links`: a folder is installed as it would be from the registry, not linked. */
export function install(dir, packages, flags = []) {
  return npm(['install', '--install-links', ...flags, ...packages], dir);
}

/** The plugin in a stranger’s application on Nest 12, and what `otai` says of it. */
export async function checkEsm(dir) {
  await report.check('Nest 12: the plugin is found without a line of code, and its pipe runs through PipelineService', async () => {
    assert.deepEqual(firstJson(await run('node', ['main.mjs'], { cwd: dir })), EXPECTED);
  });
  await report.check('Nest 12: SIGTERM cleans the plugins up, the last one first', async () => {
    const output = await runUntilSignal('node', ['main.mjs', '--stay'], { cwd: dir, signal: 'SIGTERM', ready: 'ready' });
    assert.deepEqual(output.match(/cleanup of \S+/g), ['cleanup of otai-life-b', 'cleanup of otai-life-a']);
  });
  const otai = (...args) => run(join(dir, 'node_modules/.bin/otai'), args, { cwd: dir });
  await report.check('otai plugins shows it', async () => assert.match(await otai('plugins'), /otai-my-plugin/));
  await report.check('otai validate takes the config', async () => assert.match(await otai('validate'), /is valid/));
  await report.check('otai run --once runs it', async () => assert.match(await otai('run', '--once', '--dry-run'), /tag_urgent/));
  await report.check('otai schema offers its components and their params', async () => {
    await otai('schema', '--out', 'schema.json');
    const schema = JSON.stringify(readJson(dir, 'schema.json'));
    for (const word of ['my-plugin:tag_by_words', 'my-plugin:word_list', 'The tag to add.']) assert.ok(schema.includes(word), word);
  });
}

/** The same plugin in one on Nest 11 that `require()`s everything. */
export async function checkCommonjs(dir) {
  await report.check('Nest 11 is what is installed', () =>
    assert.match(readJson(dir, 'node_modules/@nestjs/core/package.json').version, /^11\./),
  );
  await report.check("Nest 11: a CommonJS application require()s the core and runs the plugin's pipe", async () => {
    assert.deepEqual(firstJson(await run('node', ['main.cjs'], { cwd: dir })), EXPECTED);
  });
}

/** The first line of an output that is JSON. */
export function firstJson(output) {
  return JSON.parse(output.split('\n').find((line) => line.startsWith('{')) ?? 'null');
}
