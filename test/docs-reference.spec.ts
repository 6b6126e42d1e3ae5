import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { surveyApplication } from '../src/module/load-application.js';
import { describeComponent } from '../src/schema/component-reference.js';
import { referencePages } from '../src/schema/markdown-reference.js';
import { ROOT } from './support/docs/doc-files.js';

const FOLDER = join(ROOT, 'docs/reference');

async function generated(): Promise<ReadonlyMap<string, string>> {
  const { plugins } = await surveyApplication({ config: { otai: {} }, plugins: [], env: {}, dotenv: false });
  return referencePages(plugins.registry.all().map(describeComponent));
}

/** What the formatter changes when the pages are written: the width of columns, and how dashes are drawn. */
function plain(markdown: string): string {
  return markdown
    .replaceAll(/ +\|/g, ' |')
    .replaceAll(/-{3,}/g, '---')
    .replaceAll(/\\(?=[_*])/g, '')
    .trim();
}

describe('the generated reference', () => {
  it('says what the params classes say (npm run docs:reference writes it anew)', async () => {
    const pages = await generated();
    expect(readdirSync(FOLDER).toSorted()).toEqual([...pages.keys()].toSorted());
    for (const [name, text] of pages) expect(plain(readFileSync(join(FOLDER, name), 'utf8'))).toBe(plain(text));
  });

  it('has a heading for every component', async () => {
    const page = (await generated()).get('base.md') ?? '';
    expect(page).toContain('## `base:fetch_tickets`');
    expect(page).toContain(
      '| `ticket_search_criteria.limit` | whole number; must not be less than 1; must not be greater than 10000 | `50` |',
    );
  });
});
