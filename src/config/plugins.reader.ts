import validRange from 'semver/ranges/valid.js';
import { readParams } from './entry-parts.js';
import type { PluginEntry } from './otai-config.js';
import {
  at,
  checkKeys,
  isMap,
  quote,
  readBoolean,
  readList,
  readRequiredText,
  readText,
  wrongType,
  type KeyRules,
  type Raw,
} from './raw-checks.js';

const PLUGIN_KEYS: KeyRules = { known: ['name', 'version', 'optional', 'params'] };

/** Reads `plugins:`, a list of package names or of mappings. `undefined` when the config does not say anything. */
export function readPlugins(raw: Raw): readonly PluginEntry[] | undefined {
  if (raw.value === undefined || raw.value === null) return undefined;
  const taken = new Set<string>();
  return readList(raw, 'begin each plugin with "- "').map((_, i) => {
    const plugin = readPlugin(at(raw, i));
    if (plugin.name !== '' && taken.has(plugin.name))
      raw.problems.add({
        code: 'duplicate_id',
        path: plugin.path,
        message: `names ${quote(plugin.name)}, which an earlier one already does`,
      });
    taken.add(plugin.name);
    return plugin;
  });
}

function readPlugin(raw: Raw): PluginEntry {
  if (typeof raw.value === 'string')
    return { name: readRequiredText(raw, 'give the name of a package') ?? '', optional: false, params: {}, path: raw.path };
  if (!isMap(raw.value)) {
    wrongType(raw, 'the name of a package, or a mapping with name');
    return { name: '', optional: false, params: {}, path: raw.path };
  }
  checkKeys(raw, raw.value, PLUGIN_KEYS);
  return {
    name: readRequiredText(at(raw, 'name'), 'give the name of a package') ?? '',
    version: readRange(at(raw, 'version')),
    optional: readBoolean(at(raw, 'optional')) ?? false,
    params: readParams(raw),
    path: raw.path,
  };
}

/** A semver range; reports what is none. */
export function readRange(raw: Raw): string | undefined {
  const range = readText(raw);
  if (range === undefined || validRange(range) !== null) return range;
  raw.problems.add({
    code: 'bad_value',
    path: raw.path,
    message: `must be a range of versions, but is ${quote(range)}`,
    hint: 'e.g. "^1.0.0" or ">=1.0.0"',
  });
  return undefined;
}
