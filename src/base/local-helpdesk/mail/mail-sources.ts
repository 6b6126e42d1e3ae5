import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { LocalHelpdeskError } from '../local-helpdesk.error.js';
import { readMbox } from './mbox.reader.js';

/** One mail as it was found: its bytes, or why there are none. */
export interface FoundMail {
  /** For messages to the operator: `mails/a.eml` or `mails/old.mbox (message 3)`. */
  readonly source: string;
  readonly bytes: Buffer | null;
  /** Why there are no bytes. */
  readonly problem: string | null;
  readonly modifiedAt: Date;
}

interface MailFile {
  readonly path: string;
  readonly size: number;
  readonly modifiedAt: Date;
}

/**
 * Finds the mails of files and folders, in the order given; those of a folder in the order of their file names.
 * Of a folder, files that end in `.eml` or `.mbox` count; folders in it do not.
 *
 * @throws LocalHelpdeskError when a path does not exist
 */
export async function* findMails(paths: readonly string[], baseDir: string, maxSize: number): AsyncGenerator<FoundMail, void, undefined> {
  for (const path of paths) for (const file of await mailFiles(resolve(baseDir, path))) yield* mailsOf(file, maxSize);
}

async function mailFiles(path: string): Promise<MailFile[]> {
  const found = await stat(path).catch((cause: unknown) => missing(path, cause));
  if (!found.isDirectory()) return [{ path, size: found.size, modifiedAt: found.mtime }];
  const names = (await readdir(path)).filter((name) => /\.(?:eml|mbox)$/i.test(name)).toSorted();
  const files = await Promise.all(names.map((name) => regularFile(join(path, name))));
  return files.flat();
}

/** Nothing for what is no file: reading from a named pipe would wait for ever. What cannot be looked at is reported when it is read. */
async function regularFile(path: string): Promise<MailFile[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [{ path, size: 0, modifiedAt: new Date(0) }];
  return found.isFile() ? [{ path, size: found.size, modifiedAt: found.mtime }] : [];
}

async function* mailsOf(file: MailFile, maxSize: number): AsyncGenerator<FoundMail, void, undefined> {
  const { path, size, modifiedAt } = file;
  const source = basename(path);
  try {
    if (/\.mbox$/i.test(path)) yield* mailsOfMbox(file, maxSize);
    else if (size > maxSize) yield { source, modifiedAt, bytes: null, problem: tooLarge(maxSize) };
    else yield { source, modifiedAt, bytes: await readFile(path), problem: null };
  } catch (error) {
    yield { source, modifiedAt, bytes: null, problem: `it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})` };
  }
}

async function* mailsOfMbox({ path, modifiedAt }: MailFile, maxSize: number): AsyncGenerator<FoundMail, void, undefined> {
  for await (const { number, bytes } of readMbox(path, maxSize)) {
    const problem = bytes === null ? tooLarge(maxSize) : null;
    yield { source: `${basename(path)} (message ${number})`, bytes, problem, modifiedAt };
  }
}

function tooLarge(maxSize: number): string {
  return `it has more than the ${maxSize} bytes of max_mail_size`;
}

function missing(path: string, cause: unknown): never {
  throw new LocalHelpdeskError('no_mails', `mails: there is no file or folder ${path}`, {
    cause,
    hint: 'correct the path (relative paths start at the folder of the config file), or make the folder',
  });
}
