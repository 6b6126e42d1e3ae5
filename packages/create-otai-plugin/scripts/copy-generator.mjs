/**
 * Before packing: brings the generator of open-ticket-ai along, its templates with it, in the same places to each other.
 * So this package has no dependencies, and `npm create otai-plugin` downloads a few kilobytes. `--clean` takes the copies away again.
 */
import { cpSync, existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = resolve(fileURLToPath(import.meta.url), '../..');
const CORE = resolve(HERE, '../..');
const TEMPLATES = 'src/cli/new/templates';
const MODULES = ['api/api-version.js', 'api/otai.error.js', 'cli/usage.error.js', 'cli/new'];

for (const folder of ['lib', 'src']) rmSync(resolve(HERE, folder), { recursive: true, force: true });
if (!process.argv.includes('--clean')) copyGenerator();

function copyGenerator() {
  if (!existsSync(resolve(CORE, 'dist/cli/new'))) throw new Error('the core is not built: run npm run build in the root of the repository');
  for (const path of MODULES) cpSync(resolve(CORE, 'dist', path), resolve(HERE, 'lib', path), { recursive: true, filter: isModule });
  cpSync(resolve(CORE, TEMPLATES), resolve(HERE, TEMPLATES), { recursive: true });
}

function isModule(path) {
  return !/\.(map|d\.ts)$/.test(path);
}
