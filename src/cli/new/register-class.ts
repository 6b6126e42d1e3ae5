import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedFile } from './new-request.js';
import type { Project } from './new-project.js';

/** A class that is to be named where the others of its project are. */
export interface NewClass {
  readonly name: string;
  /** From `src`, as it is imported: `./pipes/my.pipe.js`. */
  readonly from: string;
}

/** Where a project lists its classes, and how that list looks. */
const PLACES = {
  plugin: {
    path: 'src/plugin.ts',
    list: /(injectables\(\)[^{]*\{\s*return\s*\[)([^[\]]*)(\])/,
    words: 'the list that injectables() returns',
  },
  app: { path: 'src/app.module.ts', list: /(\bproviders:\s*\[)([^[\]]*)(\])/, words: '`providers`' },
} as const;

/** The file that lists the classes, with the new one in it; or what to do by hand where that file is not as expected. */
export function registerClass(project: Project, added: NewClass): { readonly file?: PlannedFile; readonly byHand?: string } {
  const { path, list, words } = PLACES[project.kind];
  const text = readIfThere(join(project.root, path));
  if (text === undefined || !list.test(text)) return { byHand: `add ${added.name} to ${words} in ${path}` };
  const listed = text.replace(list, (_, before: string, names: string, after: string) => before + append(names, added.name) + after);
  return { file: { path, text: addImport(listed, added), isChange: true } };
}

function append(names: string, name: string): string {
  const [, kept = '', end = ''] = /^([\s\S]*?)(,?\s*)$/.exec(names) ?? [];
  if (kept.trim() === '') return name;
  return `${kept}, ${name}${end}`;
}

/** Behind the last import. */
function addImport(text: string, { name, from }: NewClass): string {
  const line = `import { ${name} } from '${from}';\n`;
  const imports = [...text.matchAll(/^import [^;]*;\n/gm)];
  const last = imports.at(-1);
  const at = last === undefined ? 0 : last.index + last[0].length;
  return text.slice(0, at) + line + text.slice(at);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return undefined;
  }
}
