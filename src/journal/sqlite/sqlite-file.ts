import { closeSync, mkdirSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { JournalError } from '../journal.error.js';

const MOUNT = 'make the folder, or mount the disk it is on';
const HEADER = 100;
const MAGIC = 'SQLite format 3\0';
/** Stands in the header of a journal's file (application_id), so that it is not taken for another program's: "OTAI". */
export const APPLICATION_ID = 0x4f_54_41_49;

/** What a file looks like before it is opened. */
export interface FileState {
  /** Whether there is nothing yet. */
  readonly isNew: boolean;
}

/**
 * Looks at the file of a journal before SQLite does, which takes a missing one for a new one and ignores the log of one that is gone. The
 * folder is made when the one above it is there.
 *
 * @throws JournalError
 */
export function inspectFile(path: string, location: string): FileState {
  const file = stat(path, location);
  if (file === undefined) makeFolder(dirname(path), location);
  if (file?.isFile() === false) throw unavailable(location, 'is no file', 'name a file under infrastructure.journal');
  const size = file?.size ?? 0;
  const log = stat(`${path}-wal`, location)?.size ?? 0;
  if (size === 0 && log > 0) throw torn(location, `the file is ${file === undefined ? 'gone' : 'empty'}, but its log ${path}-wal is there`);
  if (size > 0) checkHeader(path, { size, hasLog: log > 0, location });
  if (file === undefined) makeFile(path, location);
  return { isNew: size === 0 };
}

function checkHeader(path: string, { size, hasLog, location }: { size: number; hasLog: boolean; location: string }): void {
  const header = readHeader(path, location);
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) throw foreign(location, 'is no SQLite file, or its beginning is damaged');
  const applicationId = header.readUInt32BE(68);
  const pages = header.readUInt32BE(28);
  if (applicationId !== APPLICATION_ID && pages > 1) throw foreign(location, 'is the database of another program');
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  // What the log still has may be missing in the file.
  if (!hasLog && size < pages * pageSize) throw torn(location, `it has ${size} bytes of ${pages * pageSize}`);
}

function readHeader(path: string, location: string): Buffer {
  const header = Buffer.alloc(HEADER);
  const file = trying(location, () => openSync(path, 'r+'));
  try {
    readSync(file, header, 0, HEADER, 0);
  } finally {
    closeSync(file);
  }
  return header;
}

function makeFolder(folder: string, location: string): void {
  if (stat(folder, location)?.isDirectory() !== true) trying(location, () => mkdirSync(folder));
}

/** For its owner alone: a journal knows what is in tickets. */
function makeFile(path: string, location: string): void {
  closeSync(trying(location, () => openSync(path, 'a', 0o600)));
}

/** What tells a file from another of the same name; `undefined` when there is none. */
export function identify(path: string): string | undefined {
  const file = statSync(path, { throwIfNoEntry: false });
  return file === undefined ? undefined : `${file.dev}:${file.ino}`;
}

function stat(path: string, location: string): Stats | undefined {
  return trying(location, () => statSync(path, { throwIfNoEntry: false }));
}

function trying<T>(location: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw unavailable(location, 'cannot be made: its folder is missing', MOUNT, error);
    if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') throw readOnly(location, message, error);
    throw unavailable(location, `cannot be opened (${message})`, 'look at the disk, and whether the path is what it should be', error);
  }
}

function readOnly(location: string, message: string, cause: unknown): JournalError {
  const hint = 'let the user of this process read and write the file and its folder, and mount the disk writable';
  return new JournalError('OTAI_JOURNAL_READ_ONLY', `The journal ${location} cannot be written (${message})`, { hint, cause });
}

function unavailable(location: string, says: string, hint: string, cause?: unknown): JournalError {
  return new JournalError('OTAI_JOURNAL_UNAVAILABLE', `The journal ${location} ${says}`, { hint, cause, retryable: false });
}

function torn(location: string, why: string): JournalError {
  const hint = 'stop everything that uses it, and put back a copy from a backup; to begin anew on purpose, move what is left away';
  return new JournalError('OTAI_JOURNAL_CORRUPT', `The journal ${location} is damaged: ${why}`, { hint });
}

function foreign(location: string, says: string): JournalError {
  const hint = 'name a file of its own under infrastructure.journal, or put back the journal from a backup';
  return new JournalError('OTAI_JOURNAL_FOREIGN', `The file of the journal ${location} ${says}`, { hint });
}
