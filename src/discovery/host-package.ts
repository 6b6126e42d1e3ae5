import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package.json as far as it was found: where it is and its text. */
export interface FoundPackage {
  readonly dir: string;
  readonly text: string;
}

/** The application that installed us: where it is and what it depends on. */
export interface HostPackage {
  readonly dir: string;
  /** `dependencies` and `optionalDependencies`, sorted, so that loading order does not depend on who typed what first. */
  readonly dependencies: readonly string[];
}

/** The nearest package.json at or above `from`. */
export function findHost(from: string): HostPackage | undefined {
  for (const dir of upwards(from)) {
    const text = readIfThere(join(dir, 'package.json'));
    if (text !== undefined) return { dir, dependencies: dependenciesOf(text) };
  }
  return undefined;
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

function dependenciesOf(text: string): string[] {
  const { dependencies, optionalDependencies } = parse(text);
  return [...new Set([...Object.keys(dependencies ?? {}), ...Object.keys(optionalDependencies ?? {})])].toSorted();
}

function parse(text: string): { dependencies?: object; optionalDependencies?: object } {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    // A host whose package.json does not parse could not have installed anything; npm reports that better than we could.
    return {};
  }
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
