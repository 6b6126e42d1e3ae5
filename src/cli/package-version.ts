import { readFileSync } from 'node:fs';

/** What we need to know of our own package.json. */
interface OwnPackage {
  readonly version: string;
  readonly engines: { readonly node: string };
}

/** Our own package.json, which is two folders up both in `src` and in `dist`. */
export function readPackage(): OwnPackage {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as OwnPackage;
}

/** The version that `otai --version` tells. */
export function packageVersion(): string {
  return readPackage().version;
}
