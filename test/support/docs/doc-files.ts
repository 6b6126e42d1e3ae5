import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DocBlock, DocPage } from './doc-block.js';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Ignored by git. It lies in the repository, so that what the pages import is found as in any project that has it installed. */
const SCRATCHES = join(ROOT, '.docs');
/** Each process has its own, so that two runs of the tests do not meet. */
export const SCRATCH = join(SCRATCHES, String(process.pid));

/** The folder of a page's files. */
export function folderOf(page: DocPage): string {
  return join(SCRATCH, page.id);
}

/** Where the text of a block was written, if it was. */
export function fileOf(page: DocPage, block: DocBlock): string | undefined {
  const name = block.attributes['file'] ?? (block.lang === 'ts' && !block.words.has('fragment') ? `line-${block.line}.ts` : undefined);
  return name === undefined ? undefined : join(folderOf(page), name);
}

/** Writes every block that is a file into the folder of its page. A file that stands on a page twice is an error of the page. */
export function writeFiles(pages: readonly DocPage[]): void {
  removeLeftovers();
  for (const page of pages) {
    mkdirSync(folderOf(page), { recursive: true });
    // The embedded helpdesk of some examples imports the mails beside their config.
    cpSync(join(ROOT, 'examples/first-run/mails'), join(folderOf(page), 'mails'), { recursive: true });
    for (const block of page.blocks) writeBlock(page, block);
    installPackage(page);
  }
}

/** Those of processes that were ended before they could tidy up. */
function removeLeftovers(): void {
  mkdirSync(SCRATCHES, { recursive: true });
  for (const name of readdirSync(SCRATCHES)) {
    if (!isAlive(Number(name)) || name === String(process.pid)) rmSync(join(SCRATCHES, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function writeBlock(page: DocPage, block: DocBlock): void {
  const file = fileOf(page, block);
  if (file === undefined) return;
  if (existsSync(file)) throw new Error(`${block.page}:${block.line} writes ${block.attributes['file']} a second time`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, block.text);
}

/** The name of the package whose files a page shows, if it shows a plugin's package.json. */
export function packageOf(page: DocPage): string | undefined {
  const manifest = page.blocks.find((block) => block.attributes['file'] === 'package.json');
  if (manifest === undefined) return undefined;
  const json = JSON.parse(manifest.text) as { name: string; otai?: object };
  return json.otai === undefined ? undefined : json.name;
}

/** The folder of an application that has the page's package installed. */
export function hostOf(page: DocPage): string {
  return join(folderOf(page), '.host');
}

function installPackage(page: DocPage): void {
  const name = packageOf(page);
  if (name === undefined) return;
  const link = join(hostOf(page), 'node_modules', name);
  mkdirSync(dirname(link), { recursive: true });
  writeFileSync(join(hostOf(page), 'package.json'), JSON.stringify({ name: 'host', dependencies: { [name]: '*' } }));
  symlinkSync(folderOf(page), link, 'dir');
}
