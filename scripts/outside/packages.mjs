import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack, readJson, run, writeJson } from './shell.mjs';
import { report, ROOT, tarballs, work } from './world.mjs';

/** Packs what is published together, as `npm publish` would. */
export async function packRepository() {
  const core = await pack(ROOT, tarballs);
  const jinja = await pack(join(ROOT, 'packages/jinja-native'), tarballs);
  const create = await pack(join(ROOT, 'packages/create-otai-plugin'), tarballs);
  return { core, jinja, create };
}

/** What is in the packages, and what must not be. */
export async function checkPacked({ core, create }) {
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

/** The same package under another version: what npm nests when a plugin has the core among its dependencies. */
export async function repackAs(tarball, version) {
  const dir = join(work, 'second-core');
  mkdirSync(dir);
  await run('tar', ['-xzf', tarball, '-C', dir, '--strip-components=1'], { cwd: work });
  const json = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  const { scripts: _scripts, devDependencies: _dev, workspaces: _workspaces, ...rest } = json;
  writeJson({ ...rest, version }, dir, 'package.json');
  return (await pack(dir, join(work, 'second'))).tarball;
}
