import { UsageError } from '../usage.error.js';

/** The names of a package that is to be made. */
export interface PackageNames {
  /** The npm name. */
  readonly package: string;
  /** The folder: the npm name without its scope. */
  readonly folder: string;
  /** Of a plugin: the prefix of its components. */
  readonly prefix: string;
  /** The prefix as the beginning of a class name. */
  readonly className: string;
}

/** The names of a pipe, service or trigger that is to be made. */
export interface ComponentNames {
  /** snake_case, as configs will write it. */
  readonly name: string;
  /** Without the kind at its end: `my` for `my_pipe`, because the file is `my.pipe.ts`. */
  readonly file: string;
  /** Without the kind at its end: the class is `MyPipe`. */
  readonly className: string;
}

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const SNAKE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const SCOPE = /^@[a-z0-9][a-z0-9._~-]*$/;
/** npm takes no more. */
const LONGEST = 214;
/** Prefixes of what is always there. */
const TAKEN = new Set(['base', 'testing']);

/** `my-plugin`, `otai-my-plugin` or `@acme/my-plugin`, with the names that follow from it. */
export function pluginNames(typed: string): PackageNames {
  const { scope, rest } = splitScope(typed);
  const prefix = rest.replace(/^otai-/, '');
  checkPackagePart(typed, prefix, `${scope}${scope && '/'}`);
  if (TAKEN.has(prefix)) {
    throw new UsageError(`"${prefix}:" is the prefix of components that are always there`, 'choose another name, e.g. my-plugin');
  }
  const folder = `otai-${prefix}`;
  return checkLength({ package: scope === '' ? folder : `${scope}/${folder}`, folder, prefix, className: pascal(prefix) });
}

/** Any name that npm takes, in kebab-case. */
export function appNames(typed: string): PackageNames {
  const { scope, rest } = splitScope(typed);
  checkPackagePart(typed, rest, `${scope}${scope && '/'}`);
  return checkLength({ package: scope === '' ? rest : `${scope}/${rest}`, folder: rest, prefix: rest, className: pascal(rest) });
}

/** `my_pipe` or `route_ticket`. */
export function componentNames(typed: string, kind: string): ComponentNames {
  if (!SNAKE.test(typed))
    throw new UsageError(`"${typed}" is no name for a ${kind}: configs write it in snake_case`, example(typed, '_', `my_${kind}`));
  const short = typed.replace(new RegExp(`_${kind}$`), '');
  return { name: typed, file: short.replaceAll('_', '-'), className: pascal(short) };
}

function splitScope(typed: string): { scope: string; rest: string } {
  const at = typed.startsWith('@') ? typed.indexOf('/') : -1;
  const [scope, rest] = at < 0 ? ['', typed] : [typed.slice(0, at), typed.slice(at + 1)];
  if (scope !== '' && !SCOPE.test(scope))
    throw new UsageError(`"${scope}" is no npm scope`, 'scopes are like @acme: small letters and digits');
  return { scope, rest };
}

function checkPackagePart(typed: string, part: string, before: string): void {
  if (KEBAB.test(part)) return;
  const hint = example(part, '-', 'my-plugin');
  throw new UsageError(
    `"${typed}" is no name for a package: npm takes small letters, digits and hyphens, and it begins with a letter`,
    before === '' ? hint : hint.replace('try ', `try ${before}`),
  );
}

function checkLength(names: PackageNames): PackageNames {
  if (names.package.length <= LONGEST) return names;
  throw new UsageError(`the name has ${names.package.length} characters: npm takes at most ${LONGEST}`, 'choose a shorter one');
}

/** What was typed in the form it should have, where that can be told. */
function example(typed: string, separator: string, otherwise: string): string {
  const words = typed
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const candidate = words?.join(separator) ?? '';
  return `try ${/^[a-z]/.test(candidate) ? candidate : otherwise}`;
}

function pascal(words: string): string {
  return words.replace(/(?:^|[-_])([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
