import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ROOT } from './doc-files.js';
import type { DocPage } from './doc-block.js';

/** The links of a page that lead nowhere: files that are not there, headings that no page has. Addresses of the web are not looked at. */
export function brokenLinks(page: DocPage): string[] {
  const text = page.text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '').replaceAll(/`[^`\n]*`/g, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');
  return targets.filter((target) => !/^(?:https?:|mailto:)/.test(target) && !leadsSomewhere(page, target));
}

function leadsSomewhere(page: DocPage, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? join(ROOT, page.path) : resolve(join(ROOT, dirname(page.path)), path);
  if (!existsSync(file)) return false;
  return anchor === undefined || (statSync(file).isFile() && anchorsOf(readFileSync(file, 'utf8')).has(anchor));
}

/** As GitHub and the documentation site make them of headings. */
function anchorsOf(markdown: string): Set<string> {
  const headings = [...markdown.matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading]) => heading ?? '');
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[`*:.,()?!'’"/&@<>{}=]/g, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}
