/**
 * The plugin author's road, walked by a stranger: packs what this repository publishes, and uses nothing else of it.
 * Generates a plugin, tests and packs it, installs it into fresh applications on Nest 12 (ES modules) and Nest 11 (CommonJS), and runs it there.
 *
 *     npm run test:outside [-- --no-build] [-- --keep]
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkCommonjs, checkEsm, install, makeApp } from './applications.mjs';
import { checkBroken } from './broken.mjs';
import { lifecyclePlugins, writePlugin } from './hand-written-plugins.mjs';
import { checkPacked, packRepository } from './packages.mjs';
import { checkCreate, checkExample, checkNewApp, makePlugin, packPlugin } from './plugins.mjs';
import { npm } from './shell.mjs';
import { report, ROOT, work } from './world.mjs';

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
