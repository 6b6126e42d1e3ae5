import type { DocPage } from './doc-block.js';
import { fileOf, folderOf } from './doc-files.js';

const describeOf = describe;
/** Asked before anything goes elsewhere: a working directory that is gone is the end of the whole test run. */
const HOME = process.cwd();

/** Imports the specs that pages show, each below a heading with its page's name and with the page's folder as working directory. */
export async function importSpecs(pages: readonly DocPage[]): Promise<void> {
  for (const page of pages) {
    for (const block of page.blocks) {
      const file = fileOf(page, block);
      if (file?.endsWith('.spec.ts') === true) await importSpec(page, file);
    }
  }
}

async function importSpec(page: DocPage, file: string): Promise<void> {
  const scope = globalThis as { describe: unknown };
  const original = scope.describe;
  const inPage = (name: string, tests: () => void): void => {
    describeOf(`${page.path}: ${name}`, () => {
      beforeAll(() => process.chdir(folderOf(page)));
      afterAll(() => process.chdir(HOME));
      tests();
    });
  };
  scope.describe = inPage;
  process.chdir(folderOf(page));
  try {
    await import(file);
  } catch (error) {
    describeOf(file, () => it('can be imported', () => Promise.reject(error)));
  } finally {
    process.chdir(HOME);
    scope.describe = original;
  }
}
