import assert from 'node:assert/strict';
import { cpSync, readdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { install } from './applications.mjs';
import { npm, pack, readJson, run, runFailing, runUntilSignal } from './shell.mjs';
import { report, ROOT, tarballs, work } from './world.mjs';

/** Makes a plugin with the packed `otai`, adds one component of each kind, and runs its own checks. */
export async function makePlugin(app, core) {
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

/** `npm create otai-plugin` is the same generator in a package of its own. */
export async function checkCreate(tarball, plugin) {
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
export async function checkNewApp(app, plugin) {
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
export async function checkExample(plugin) {
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

/** Packs the plugin as its author would. */
export async function packPlugin(dir) {
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

function filesIn(dir) {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .filter((file) => !/^(node_modules|dist)\//.test(file))
    .toSorted();
}
