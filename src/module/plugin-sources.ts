import { resolve } from 'node:path';
import type { LoadedConfig } from '../config/config.loader.js';
import type { PluginSources } from '../discovery/plugin.discovery.js';
import type { PluginRequest } from '../discovery/plugin.explorer.js';
import type { PluginEntry } from '../config/otai-config.js';
import { BasePlugin } from '../base/base.plugin.js';
import type { OtaiModuleOptions } from './otai.options.js';
import { pluginParamsReader } from './plugin-params.reader.js';

/**
 * Where an application's plugins come from: the built-in one, those handed over in code, and packages.
 * The packages are what the config lists, else what the code names, else what the host depends on.
 */
export function pluginSources(options: OtaiModuleOptions, { config, env }: LoadedConfig): PluginSources {
  const wanted = options.plugins ?? 'discover';
  const factories = wanted === 'discover' ? [] : wanted.filter((plugin) => typeof plugin !== 'string');
  const named = wanted === 'discover' ? 'discover' : wanted.filter((plugin) => typeof plugin === 'string').map((name) => ({ name }));
  const listed = config.plugins?.filter(isGood).map((entry): PluginRequest => ({ ...entry, name: toPackageName(entry.name) }));
  return {
    factories: [BasePlugin, ...factories],
    packages: listed ?? named,
    hostDir: resolve(options.hostDir ?? options.cwd ?? '.'),
    readParams: pluginParamsReader((name) => env[name]),
  };
}

/** An entry without a name, or with that of an earlier one, is a problem of the config, and reported there. */
function isGood({ name }: PluginEntry, index: number, all: readonly PluginEntry[]): boolean {
  return name !== '' && all.findIndex((other) => other.name === name) === index;
}

/** The config may leave the law of names to us: `hf-local` is the package `otai-hf-local`. */
function toPackageName(name: string): string {
  return name.startsWith('@') || name.startsWith('otai-') ? name : `otai-${name}`;
}
