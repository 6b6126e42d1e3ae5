import { FORBIDDEN_KEYS } from './config-node.js';
import { canonicalUse } from './component-name.js';
import type { RawMap } from './otai-config.js';
import { at, quote, readMap, readRequiredText, readText, type Raw } from './raw-checks.js';

const NAME = /^[A-Za-z0-9][\w.-]*$/;

/** The component that an entry names under `use`; empty (with a problem that gives an example) when it names none. */
export function readUse(entry: Raw, example: string): string {
  return canonicalUse(readRequiredText(at(entry, 'use'), `name a component, e.g. use: ${example}`) ?? '');
}

/** The raw params of an entry; `params:` with nothing after it means none. */
export function readParams(entry: Raw): RawMap {
  return readMap(at(entry, 'params'), 'write one param a line, e.g. limit: 10');
}

/** Which service fills each of a component's slots. */
export function readInjects(entry: Raw): Readonly<Record<string, string>> {
  const injects = at(entry, 'injects');
  const map = readMap(injects, 'write name: id of a service, e.g. ticket_system: helpdesk');
  const ids = Object.keys(map).map((name) => [name, readRequiredText(at(injects, name), 'give the id of a service')] as const);
  return Object.fromEntries(ids.filter((pair): pair is readonly [string, string] => pair[1] !== undefined));
}

/** Reports a name of a service or pipeline that could not be used in paths and environment variables. */
export function checkName(entry: Raw, name: string): void {
  if (NAME.test(name)) return;
  const message = `has the name ${quote(name)}: names are made of letters, digits, "_", "-" and ".", and begin with a letter or digit`;
  entry.problems.add({ code: 'bad_name', path: entry.path, at: 'key', message });
}

/** An id that must be free in its list; reports a missing, reserved or repeated one. */
export function readId(entry: Raw, taken: ReadonlySet<string>, generated?: string): string {
  const id = generated === undefined ? readRequiredText(at(entry, 'id'), 'give each step a name of its own') : readText(at(entry, 'id'));
  if (id === undefined || id.trim() === '') return generated ?? '';
  const report = (code: string, message: string): void => entry.problems.add({ code, path: [...entry.path, 'id'], message });
  if (FORBIDDEN_KEYS.has(id)) report('bad_name', `must not be ${quote(id)}: this name is reserved`);
  if (taken.has(id)) report('duplicate_id', `is ${quote(id)}, which an earlier step of this list already is`);
  return id;
}

/** Reports a list of steps that is not there, or has none. */
export function checkNotEmpty(steps: Raw): void {
  const isEmpty = steps.value === undefined || steps.value === null || (Array.isArray(steps.value) && steps.value.length === 0);
  if (isEmpty) steps.problems.add({ code: 'missing_key', path: steps.path, message: 'must hold at least one step' });
}
