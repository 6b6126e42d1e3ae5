import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../usage.error.js';

/** The package that a new component goes into. */
export interface Project {
  readonly root: string;
  readonly kind: 'plugin' | 'app';
}

/** The plugin or application that `from` is in: the nearest package.json says which. */
export function findProject(from: string): Project {
  for (let dir = from; ; dir = dirname(dir)) {
    const json = readPackage(dir);
    if (json !== undefined) return toProject(dir, json);
    if (dirname(dir) === dir) break;
  }
  throw new UsageError('there is no package.json here or above', 'make a plugin first: otai new plugin my-plugin');
}

function toProject(root: string, json: Readonly<Record<string, unknown>>): Project {
  if (json['otai'] !== undefined) return { root, kind: 'plugin' };
  if (Object.hasOwn(json['dependencies'] ?? {}, 'open-ticket-ai')) return { root, kind: 'app' };
  throw new UsageError(
    `${join(root, 'package.json')} is neither a plugin nor an application that depends on open-ticket-ai`,
    'go into the folder of one, or make one: otai new plugin my-plugin',
  );
}

function readPackage(dir: string): Readonly<Record<string, unknown>> | undefined {
  let text: string;
  try {
    text = readFileSync(join(dir, 'package.json'), 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as Record<string, unknown>;
  } catch {
    throw new UsageError(`${join(dir, 'package.json')} is not valid JSON`, 'mend it first');
  }
}
