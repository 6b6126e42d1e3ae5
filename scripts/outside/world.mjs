import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Report } from './report.mjs';

/** This folder. */
export const HERE = resolve(fileURLToPath(import.meta.url), '..');
/** The repository: what it publishes is packed, and nothing else of it is used. */
export const ROOT = resolve(HERE, '../..');
/** Where the strangers' folders are. */
export const work = realpathSync(mkdtempSync(join(tmpdir(), 'otai-outside-')));
export const tarballs = join(work, 'tarballs');
export const report = new Report();
