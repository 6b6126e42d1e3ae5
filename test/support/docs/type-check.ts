import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';
import { fileOf, ROOT, SCRATCH } from './doc-files.js';
import type { DocPage } from './doc-block.js';

const OUT = join(SCRATCH, '.out');

/** As strict as a plugin's own settings. The condition makes imports of the library find its sources: always what the tests run, never an old build. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  noImplicitOverride: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  isolatedModules: true,
  skipLibCheck: true,
  types: ['node', 'jest'],
  customConditions: ['otai-source'],
  rootDir: ROOT,
  outDir: OUT,
};

/** What the TypeScript compiler says of the files of all pages, by page path. One program for all, since most of its time is the library's. */
export function compilePages(pages: readonly DocPage[]): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, { page: DocPage; line: number }>();
  for (const page of pages) {
    for (const block of page.blocks.filter(({ lang }) => lang === 'ts')) {
      const file = fileOf(page, block);
      if (file !== undefined) places.set(file, { page, line: block.line });
    }
  }
  const program = ts.createProgram([...places.keys()], OPTIONS);
  const messages = new Map<string, string[]>(pages.map((page) => [page.path, []]));
  for (const [file, { page, line }] of places) {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    messages.get(page.path)?.push(...found.map((diagnostic) => describe(diagnostic, page, line)));
    emit(program, source, page);
  }
  return messages;
}

function describe({ file, start, messageText }: ts.Diagnostic, page: DocPage, firstLine: number): string {
  const line = file === undefined || start === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line;
  return `${page.path}:${firstLine + line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
}

/** `src/plugin.ts` of a page becomes its `dist/plugin.js`, as in a real package; `main.ts` becomes `dist/main.js`. */
function emit(program: ts.Program, source: ts.SourceFile | undefined, page: DocPage): void {
  const base = join(OUT, relative(ROOT, SCRATCH), page.id);
  program.emit(source, (path, text) => {
    const name = relative(base, path).replace(`src${sep}`, '');
    const file = join(SCRATCH, page.id, 'dist', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  });
}
