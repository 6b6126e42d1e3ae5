import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DocBlock } from './doc-block.js';
import { ROOT } from './doc-files.js';

/** `UPDATE_DOCS=1 npm test -- test/docs.spec.ts` writes what is really printed into the pages. Look at the difference before you commit it. */
const IS_UPDATING = process.env['UPDATE_DOCS'] === '1';

/** Puts another text into a page in place of a block's, when pages are to be updated. What has a `…` is left to whoever wrote it. */
export function updateText({ page, text }: DocBlock, expected: string, real: string): boolean {
  if (!IS_UPDATING || expected === real || expected.includes('…')) return false;
  const file = join(ROOT, page);
  const content = readFileSync(file, 'utf8');
  if (!content.includes(text)) return false;
  writeFileSync(
    file,
    content.replace(text, () => text.replace(expected, () => real)),
  );
  return true;
}
