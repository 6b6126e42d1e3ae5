import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlannedFile } from './new-request.js';

/** The templates are packed as they are, and are where they were: three folders up from here, in `src` as in the build. */
const TEMPLATES = fileURLToPath(new URL('../../../src/cli/new/templates', import.meta.url));
const SUFFIX = '.tmpl';

/** What stands for `__NAME__`, `__PACKAGE__` … in the paths and texts of templates. */
export type TemplateValues = Readonly<Record<string, string>>;

/** All files of some template folders, filled in; sorted by path. */
export function fillTemplates(folders: readonly string[], values: TemplateValues): PlannedFile[] {
  return folders
    .flatMap((folder) => filesOf(join(TEMPLATES, folder)))
    .map(({ path, text }) => ({ path: fill(path, values), text: fill(text, values) }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function filesOf(folder: string): PlannedFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(SUFFIX))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(folder, file).slice(0, -SUFFIX.length).replaceAll(sep, '/'), text: readFileSync(file, 'utf8') }));
}

function fill(text: string, values: TemplateValues): string {
  return text.replace(/__([A-Z_]+?)__/g, (whole, name: string) => values[name] ?? whole);
}
