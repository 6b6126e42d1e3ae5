import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { OtaiError } from '../../api/otai.error.js';
import type { NewPlan } from './new-request.js';

/** Files that were to be made exist already, so nothing was written. Code `OTAI_CLI_FILES_EXIST`. */
export class FilesExistError extends OtaiError {
  /** All of them, from the working directory. */
  readonly files: readonly string[];

  constructor(files: readonly string[]) {
    const count = files.length === 1 ? 'a file exists' : `${files.length} files exist`;
    super('OTAI_CLI_FILES_EXIST', [`${count} already, so nothing was written:`, ...files.map((file) => `  ${file}`)].join('\n'), {
      hint: 'nothing is ever overwritten: choose another name, or move them away',
    });
    this.files = files;
  }
}

/** Throws a {@link FilesExistError} with every file in the way. */
export function checkPlan({ root, files }: NewPlan, cwd: string): void {
  const existing = files.filter(({ path, isChange }) => isChange !== true && existsSync(join(root, path)));
  if (existing.length > 0) throw new FilesExistError(existing.map(({ path }) => relative(cwd, join(root, path))));
}

/** Writes the files of a plan that was checked. A file that has come since then is not overwritten either. */
export function writePlan({ root, files }: NewPlan): void {
  for (const { path, text, isChange } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { flag: isChange === true ? 'w' : 'wx' });
  }
}

/** What was done, or with `dryRun` what would be, in lines for people. */
export function describePlan({ root, files, next }: NewPlan, cwd: string, dryRun: boolean): string[] {
  const [make, change] = dryRun ? ['would create', 'would change'] : ['created', 'changed'];
  const lines = files.map(({ path, isChange }) => `${isChange === true ? change : make} ${relative(cwd, join(root, path))}`);
  return dryRun ? [...lines, 'nothing was written'] : [...lines, '', 'next:', ...next.map((line) => `  ${line}`)];
}
