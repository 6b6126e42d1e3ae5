import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package.json as far as it was found: where it is and its text. */
export interface FoundPackage {
  readonly dir: string;
  readonly text: string;
}

/** The application that installed us: where it is and what it depends on. */
export interface HostPackage extends FoundPackage {
  readonly name: string | undefined;
  /** `dependencies` and `optionalDependencies`, sorted, so that loading order does not depend on who typed what first. */
  readonly dependencies: readonly string[];
  /** Those that may be missing. */
  readonly optional: ReadonlySet<string>;
  /** Those that are there for development, or that somebody else has to bring: loaded only when they are asked for by name. */
  readonly others: ReadonlySet<string>;
}

/** The nearest package.json at or above `from`. Where there is none, an empty one is assumed at `from`. */
export function findHost(from: string): HostPackage {
  for (const dir of upwards(from)) {
    const text = readIfThere(join(dir, 'package.json'));
    if (text !== undefined) return toHost({ dir, text });
  }
  return toHost({ dir: from, text: '{}' });
}

/** An installed package as Node would find it from `from`: in the nearest `node_modules` that has it. */
export function findPackage(name: string, from: string): FoundPackage | undefined {
  for (const base of upwards(from)) {
    const dir = join(base, 'node_modules', name);
    const text = readIfThere(join(dir, 'package.json'));
    if (text !== undefined) return { dir, text };
  }
  return undefined;
}

/** An object, or `undefined` for everything else. A byte order mark, as some editors leave it, is no reason to fail. */
export function parseJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** A host whose package.json does not parse has no dependencies: npm and Node report that better than we could. */
function toHost(found: FoundPackage): HostPackage {
  const json = parseJson(found.text) ?? {};
  const optional = namesUnder(json.optionalDependencies);
  return {
    ...found,
    name: typeof json.name === 'string' ? json.name : undefined,
    dependencies: [...new Set([...namesUnder(json.dependencies), ...optional])].toSorted(),
    optional: new Set(optional),
    others: new Set([...namesUnder(json.devDependencies), ...namesUnder(json.peerDependencies)]),
  };
}

function namesUnder(section: unknown): string[] {
  return typeof section === 'object' && section !== null ? Object.keys(section) : [];
}

function* upwards(from: string): Generator<string> {
  for (let dir = from; ; dir = dirname(dir)) {
    yield dir;
    if (dirname(dir) === dir) return;
  }
}

/** `readFileSync` in a try: faster than asking first, and one system call for each package that is not there. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
