/** Writes docs/reference/*.md from what the built library knows of its own components. Run it with `npm run docs:reference`, which builds first. */
import 'reflect-metadata';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { surveyApplication } from '../dist/module/load-application.js';
import { describeComponent } from '../dist/schema/component-reference.js';
import { referencePages } from '../dist/schema/markdown-reference.js';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const FOLDER = join(ROOT, 'docs/reference');

const { plugins } = await surveyApplication({ config: { otai: {} }, plugins: [], env: {}, dotenv: false });
const options = { ...(await resolveConfig(join(FOLDER, 'index.md'))), parser: 'markdown' };

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
for (const [name, text] of referencePages(plugins.registry.all().map(describeComponent))) {
  writeFileSync(join(FOLDER, name), await format(text, options));
}
