import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findPackage } from '../../discovery/host-package.js';
import { fail, ok, warn, type Finding } from './finding.js';

/** What must be there once, or classes of one copy are strangers to the other. Two copies of rxjs only waste memory. */
const SHARED = ['open-ticket-ai', '@nestjs/common', '@nestjs/core', 'reflect-metadata', 'rxjs'] as const;
const MAY_BE_DOUBLE: ReadonlySet<string> = new Set(['rxjs']);
const OWN_DIR = fileURLToPath(new URL('../../../', import.meta.url));

/** Looks for second copies of the packages that everybody must share, from the application, from ourselves, and from each plugin. */
export function checkCopies(hostDir: string, pluginDirs: readonly string[]): Finding[] {
  return SHARED.map((name) => checkPackage(name, [hostDir, OWN_DIR, ...pluginDirs]));
}

function checkPackage(name: string, from: readonly string[]): Finding {
  const copies = new Map(from.flatMap((dir) => locate(name, dir) ?? []));
  const list = [...copies].map(([dir, version]) => `${version} in ${dir}`).join(', ');
  if (copies.size === 0) return fail(name, 'is not installed', `run npm install ${name}`);
  if (copies.size === 1) return ok(name, [...copies.values()].join(''));
  const found = MAY_BE_DOUBLE.has(name) ? warn : fail;
  return found(
    name,
    `there are ${copies.size} copies: ${list}`,
    `run npm dedupe; plugins must have ${name} in peerDependencies (npm ls ${name} shows who has not)`,
  );
}

function locate(name: string, dir: string): [[dir: string, version: string]] | undefined {
  const found = findPackage(name, realpathSync(dir));
  if (found === undefined) return undefined;
  const { version = 'unknown' } = JSON.parse(found.text) as { version?: string };
  return [[realpathSync(found.dir), version]];
}
