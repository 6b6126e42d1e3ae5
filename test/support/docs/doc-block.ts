import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** One fenced code block of a Markdown page. */
export interface DocBlock {
  /** The page, from the root of the repository. */
  readonly page: string;
  /** The line of the page on which the block's text begins, from 1. */
  readonly line: number;
  readonly lang: string;
  /** The words of the info string without `=`: `fragment`, `broken`. */
  readonly words: ReadonlySet<string>;
  /** The words of the info string with `=`: `file=src/plugin.ts`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A Markdown page, with its code blocks in order. */
export interface DocPage {
  readonly path: string;
  /** `docs/plugin-development.md` -> `plugin-development`; its folder of files is called so. */
  readonly id: string;
  readonly text: string;
  readonly blocks: readonly DocBlock[];
}

const FENCE = /^( *)(`{3,})(.*)$/;

export function readPage(root: string, file: string): DocPage {
  const path = relative(root, file);
  const text = readFileSync(file, 'utf8');
  const id = path
    .replace(/^docs\//, '')
    .replace(/\.md$/, '')
    .replaceAll('/', '-')
    .toLowerCase();
  return { path, id, text, blocks: readBlocks(path, text) };
}

/** `docs/x.md:12`, for the name of a test. */
export function placeOf({ page, line }: DocBlock): string {
  return `${page}:${line}`;
}

function readBlocks(page: string, text: string): DocBlock[] {
  const lines = text.split('\n');
  const blocks: DocBlock[] = [];
  for (let i = 0; i < lines.length; i++) {
    const [, indent = '', fence, info = ''] = FENCE.exec(lines[i] ?? '') ?? [];
    if (fence === undefined) continue;
    const end = lines.findIndex((line, at) => at > i && line.trim() === fence);
    if (end < 0) throw new Error(`${page}:${i + 1} begins a code block that never ends`);
    const content = lines.slice(i + 1, end).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    blocks.push({ page, line: i + 2, ...readInfo(info), text: `${content.join('\n')}\n` });
    i = end;
  }
  return blocks;
}

function readInfo(info: string): Pick<DocBlock, 'lang' | 'words' | 'attributes'> {
  const [lang = '', ...rest] = info.trim().split(/\s+/);
  const pairs = rest
    .filter((word) => word.includes('='))
    .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]);
  return {
    lang,
    words: new Set(rest.filter((word) => !word.includes('='))),
    attributes: Object.fromEntries(pairs) as Record<string, string>,
  };
}
