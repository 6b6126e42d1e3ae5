/**
 * The plugin author's road, walked by a stranger: packs what this repository publishes, and uses nothing else of it.
 * Generates a plugin, tests and packs it, installs it into fresh applications on Nest 12 (ES modules) and Nest 11 (CommonJS), and runs it there.
 *
 *     npm run test:outside [-- --no-build] [-- --keep]
 */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brokenPlugins, lifecyclePlugins, writePlugin } from './broken-plugins.mjs';
import { Report } from './report.mjs';
import { npm, pack, readJson, run, runFailing, runUntilSignal, writeJson } from './shell.mjs';

const HERE = resolve(fileURLToPath(import.meta.url), '..');
const ROOT = resolve(HERE, '../..');
/** What a run prints: the first of two mails has one of the words. */
const EXPECTED = {
  succeeded: true,
  tags: [
    ['Please call me back asap', ['urgent']],
    ['Where is the manual?', []],
  ],
};

const work = realpathSync(mkdtempSync(join(tmpdir(), 'otai-outside-')));
const tarballs = join(work, 'tarballs');
const report = new Report();

try {
  await walk();
} catch (error) {
  report.broke(error);
}
const isWell = report.finish();
if (isWell && !process.argv.includes('--keep')) rmSync(work, { recursive: true, force: true });
else console.log(`everything is still in ${work}`);
process.exitCode = isWell ? 0 : 1;

async function walk() {
  if (!process.argv.includes('--no-build')) await report.stage('build the repository', () => npm(['run', 'build'], ROOT));
  const packed = await report.stage('pack open-ticket-ai, jinja-native and create-otai-plugin', packRepository);
  await checkPacked(packed);
  const core = [packed.core.tarball, packed.jinja.tarball];
  const esm = await report.stage('application on Nest 12, ES modules: npm install', () => makeApp('nest12-esm', core));
  const plugin = await makePlugin(esm, core);
  await checkCreate(packed.create.tarball, plugin);
  await checkNewApp(esm, plugin);
  await checkExample(plugin);
  const packedPlugin = await packPlugin(plugin);
  const lives = lifecyclePlugins().map((life) => writePlugin(life, join(work, 'plugins')));
  await report.stage('application on Nest 12: npm install the plugin', () => install(esm, [packedPlugin.tarball, ...lives]));
  await checkEsm(esm);
  const commonjs = await report.stage('application on Nest 11, CommonJS: npm install with the plugin', () =>
    makeApp('nest11-commonjs', [...core, packedPlugin.tarball]),
  );
  await checkCommonjs(commonjs);
  await checkBroken(packed.core.tarball, core, packedPlugin.tarball);
}

async function packRepository() {
  const core = await pack(ROOT, tarballs);
  const jinja = await pack(join(ROOT, 'packages/jinja-native'), tarballs);
  const create = await pack(join(ROOT, 'packages/create-otai-plugin'), tarballs);
  return { core, jinja, create };
}

async function checkPacked({ core, create }) {
  await report.check('the core is packed with its templates, and without sources, specs or build state', () => {
    assert.ok(core.files.includes('src/cli/new/templates/plugin/src/plugin.ts.tmpl'));
    const wrong = core.files.filter(
      (file) =>
        /\.spec\.(js|d\.ts)|tsbuildinfo|^(test|packages|examples|bench)\//.test(file) || /^src\/(?!cli\/new\/templates\/)/.test(file),
    );
    assert.deepEqual(wrong, []);
  });
  await report.check('create-otai-plugin is packed with the generator, and without dependencies', () => {
    assert.ok(create.files.includes('lib/cli/new/create-new.js'));
    assert.equal(readJson(ROOT, 'packages/create-otai-plugin/package.json').dependencies, undefined);
  });
}

/** A stranger's folder: a package.json, a config, an inbox with two mails, and what npm installs. */
async function makeApp(name, packages) {
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
function install(dir, packages, flags = []) {
  return npm(['install', '--install-links', ...flags, ...packages], dir);
}

async function makePlugin(app, core) {
  const dir = join(work, 'otai-my-plugin');
  const bin = join(app, 'node_modules/.bin/otai');
  await report.stage('road: otai new plugin my-plugin', () => run(bin, ['new', 'plugin', 'my-plugin'], { cwd: work }));
  await report.stage('road: npm install', () => install(dir, core, ['--no-save']));
  await report.stage('road: npm test', () => npm(['test'], dir));
  await report.check(`from nothing to green tests in ${report.seconds('road:').toFixed(1)} s (at most 60)`, () =>
    assert.ok(report.seconds('road:') <= 60),
  );
  await report.check('a second otai new refuses to overwrite, and names every file', async () => {
    const { code, output } = await runFailing(bin, ['new', 'plugin', 'my-plugin'], { cwd: work });
    assert.equal(code, 1);
    for (const file of ['package.json', 'src/plugin.ts', 'test/config.yml']) assert.match(output, new RegExp(`otai-my-plugin/${file}`));
  });
  for (const kind of ['pipe', 'service', 'trigger']) await run(bin, ['new', kind, `extra_${kind}`], { cwd: dir });
  await report.check('a pipe, a service and a trigger are added; format, lint, types and tests pass', () => npm(['run', 'check'], dir));
  return dir;
}

async function checkCreate(tarball, plugin) {
  await report.stage('npm create otai-plugin', () =>
    npm(['exec', '--yes', `--package=${tarball}`, '--', 'create-otai-plugin', '@acme/created'], work),
  );
  await report.check('npm create otai-plugin makes the same files', () => {
    const made = filesIn(join(work, 'otai-created'));
    const generated = filesIn(plugin).filter((file) => !file.includes('extra.') && file !== 'package-lock.json');
    assert.deepEqual(made, generated);
    assert.equal(readJson(work, 'otai-created/package.json').name, '@acme/otai-created');
  });
}

/** The generated application needs what the plugin's folder has installed already. */
async function checkNewApp(app, plugin) {
  const dir = join(work, 'my-helpdesk');
  const otai = (args, cwd) => run(join(app, 'node_modules/.bin/otai'), args, { cwd });
  await otai(['new', 'app', 'my-helpdesk'], work);
  symlinkSync(join(plugin, 'node_modules'), join(dir, 'node_modules'));
  for (const kind of ['pipe', 'service', 'trigger']) await otai(['new', kind, `extra_${kind}`], dir);
  await report.stage('generated application: build', () => npm(['run', 'build'], dir));
  await report.check('otai new app: format, lint, types and tests pass', () => npm(['run', 'check'], dir));
  await report.check('otai new app: it starts, and ends at SIGTERM', async () => {
    const output = await runUntilSignal('node', ['dist/main.js'], { cwd: dir, signal: 'SIGTERM', ready: 'mails: 1 new' });
    assert.match(output, /mails: 1 new/);
  });
}

/** The example's own tests, against what was packed. */
async function checkExample(plugin) {
  const dir = join(work, 'otai-example-plugin');
  cpSync(join(ROOT, 'examples/otai-example-plugin'), dir, { recursive: true });
  symlinkSync(join(plugin, 'node_modules'), join(dir, 'node_modules'));
  await report.check('examples/otai-example-plugin: format, lint, types and tests pass outside of the repository', () =>
    npm(['run', 'check'], dir),
  );
  await report.check('examples/otai-example-plugin: it packs what is needed and nothing else', async () => {
    const modules = ['customer-directory', 'pipes/first-class.pipe', 'plugin', 'services/domain-list.service'];
    const built = modules.flatMap((name) => [`dist/${name}.d.ts`, `dist/${name}.js`]);
    assert.deepEqual((await pack(dir, join(work, 'example'))).files, [...built, 'README.md', 'package.json'].toSorted());
  });
}

function filesIn(dir) {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .filter((file) => !/^(node_modules|dist)\//.test(file))
    .toSorted();
}

async function packPlugin(dir) {
  const packed = await report.stage('pack the plugin', () => pack(dir, tarballs));
  await report.check('the packed plugin has what is needed and nothing else', () => {
    const modules = [
      'pipes/extra.pipe',
      'pipes/tag-by-words.pipe',
      'plugin',
      'services/extra.service',
      'services/word-list.service',
      'triggers/extra.trigger',
    ];
    const built = modules.flatMap((name) => [`dist/${name}.d.ts`, `dist/${name}.js`]);
    assert.deepEqual(packed.files, [...built, 'README.md', 'package.json'].toSorted());
  });
  return packed;
}

async function checkEsm(dir) {
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

async function checkCommonjs(dir) {
  await report.check('Nest 11 is what is installed', () =>
    assert.match(readJson(dir, 'node_modules/@nestjs/core/package.json').version, /^11\./),
  );
  await report.check("Nest 11: a CommonJS application require()s the core and runs the plugin's pipe", async () => {
    assert.deepEqual(firstJson(await run('node', ['main.cjs'], { cwd: dir })), EXPECTED);
  });
}

function firstJson(output) {
  return JSON.parse(output.split('\n').find((line) => line.startsWith('{')) ?? 'null');
}

async function checkBroken(coreTarball, core, pluginTarball) {
  const secondCore = await report.stage('pack another version of the core', () => repackAs(coreTarball, '0.0.1'));
  const broken = brokenPlugins(secondCore);
  const folders = broken.map((plugin) => writePlugin(plugin, join(work, 'plugins')));
  const dir = join(work, 'broken');
  await report.stage('application with broken plugins: npm install', async () => {
    cpSync(join(HERE, 'apps/nest12-esm'), dir, { recursive: true });
    await install(dir, [...core, pluginTarball, ...folders]);
  });
  const names = ['otai-my-plugin', ...broken.map(({ name }) => name), 'otai-not-installed'];
  const { message, failures } = firstJson(await run('node', ['broken.mjs', ...names], { cwd: dir }));
  console.log(message.replaceAll(work, '<work>').replaceAll(/^/gm, '            '));
  for (const { name, code } of [...broken, { name: 'otai-not-installed', code: 'OTAI_PLUGIN_NOT_FOUND' }]) {
    await report.check(`one report names ${name}: ${code}`, () =>
      assert.deepEqual(
        failures.filter((f) => f.name === name).map((f) => f.code),
        [code],
      ),
    );
  }
  await report.check('each with what to do, and nothing else is blamed', () => {
    assert.equal(failures.length, broken.length + 1);
    assert.ok(failures.every(({ hint }) => hint.length > 10));
  });
}

/** The same package under another version: what npm nests when a plugin has the core among its dependencies. */
async function repackAs(tarball, version) {
  const dir = join(work, 'second-core');
  mkdirSync(dir);
  await run('tar', ['-xzf', tarball, '-C', dir, '--strip-components=1'], { cwd: work });
  const json = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  const { scripts: _scripts, devDependencies: _dev, workspaces: _workspaces, ...rest } = json;
  writeJson({ ...rest, version }, dir, 'package.json');
  return (await pack(dir, join(work, 'second'))).tarball;
}
