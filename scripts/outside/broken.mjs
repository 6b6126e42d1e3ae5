import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { firstJson, install } from './applications.mjs';
import { brokenPlugins, writePlugin } from './hand-written-plugins.mjs';
import { repackAs } from './packages.mjs';
import { run } from './shell.mjs';
import { HERE, report, work } from './world.mjs';

/** An application that lists one plugin of each kind of broken, and one that is not there: one report names them all. */
export async function checkBroken(coreTarball, core, pluginTarball) {
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
