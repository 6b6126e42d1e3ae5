import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import satisfies from 'semver/functions/satisfies.js';
import { OTAI_API_VERSION } from '../api/api-version.js';
import { isPluginFactoryClass, PluginFactory } from '../api/plugin/plugin-factory.js';
import { findPackage } from './host-package.js';
import type { PluginFailure } from './plugin-load.error.js';
import type { PluginManifest } from './plugin-manifest.js';

const CORE = 'open-ticket-ai';

/** The checks that need nothing of the plugin to run, in order; the first that fails is the answer. */
export function checkBeforeImport(manifest: PluginManifest): PluginFailure | undefined {
  return checkApiVersion(manifest) ?? checkOneCore(manifest) ?? checkEntry(manifest);
}

function checkApiVersion({ package: name, apiVersion }: PluginManifest): PluginFailure | undefined {
  if (satisfies(OTAI_API_VERSION, apiVersion)) return undefined;
  return {
    code: 'OTAI_PLUGIN_API_VERSION',
    package: name,
    reason: `it is written for plugin API ${apiVersion}, this is ${OTAI_API_VERSION}`,
    hint: `install a version of ${name} for plugin API ${OTAI_API_VERSION}, or another version of ${CORE}`,
  };
}

/** Two copies of the core share no classes: the plugin's pipes would not be found, its errors not recognised. */
function checkOneCore(manifest: PluginManifest): PluginFailure | undefined {
  const theirs = findPackage(CORE, realpathSync(manifest.dir));
  const ours = ownPackageDir();
  if (theirs === undefined || ours === undefined || realpathSync(theirs.dir) === ours) return undefined;
  return secondCore(manifest.package, `it uses its own copy of ${CORE} in ${theirs.dir}; the application uses ${ours}`);
}

function secondCore(name: string, reason: string): PluginFailure {
  return {
    code: 'OTAI_PLUGIN_SECOND_CORE',
    package: name,
    reason,
    hint: `npm ls ${CORE} shows the copies: the plugin must have ${CORE} in peerDependencies, not in dependencies; a linked folder brings its own, install a packed one (npm pack)`,
  };
}

function checkEntry(manifest: PluginManifest): PluginFailure | undefined {
  if (existsSync(join(manifest.dir, manifest.entry))) return undefined;
  return {
    code: 'OTAI_PLUGIN_IMPORT_FAILED',
    package: manifest.package,
    reason: `its entry file ${manifest.entry} does not exist`,
    hint: 'the package was published without its build, or "otai.plugin" is wrong: report it to its author, or run its build',
  };
}

/** The factory class among what the entry file exports, or what is wrong with it. */
export function findFactory(name: string, exported: Readonly<Record<string, unknown>>): (new () => PluginFactory) | PluginFailure {
  // Node's `require(esm)` interop and bundlers may wrap the default export once more.
  const inner = (exported.default as { default?: unknown } | undefined)?.default;
  const factory = [exported.default, inner].find(isPluginFactoryClass);
  if (factory === undefined) return notAPlugin(name, exported);
  if (!(factory.prototype instanceof PluginFactory))
    return secondCore(name, `its factory extends the PluginFactory of another copy of ${CORE}`);
  return factory;
}

function notAPlugin(name: string, exported: Readonly<Record<string, unknown>>): PluginFailure {
  return {
    code: 'OTAI_PLUGIN_NOT_A_PLUGIN',
    package: name,
    reason: describeExports(exported),
    hint: 'the entry file must say: export default class extends PluginFactory { … }',
  };
}

/** What the entry file has instead of a factory: each of these is a slip that somebody will make. */
function describeExports(exported: Readonly<Record<string, unknown>>): string {
  const named = Object.keys(exported).find((key) => key !== 'default' && isPluginFactoryClass(exported[key]));
  if (named !== undefined) return `its PluginFactory "${named}" is a named export, not the default one`;
  const value = exported.default;
  if (value === undefined) return 'its entry file has no default export';
  if (typeof value === 'object' && isPluginFactoryClass(value?.constructor))
    return 'its default export is an instance of a PluginFactory, not the class';
  return typeof value === 'function' ? 'its default export does not extend PluginFactory' : 'its default export is no class';
}

function ownPackageDir(): string | undefined {
  for (let dir = dirname(fileURLToPath(import.meta.url)); dirname(dir) !== dir; dir = dirname(dir)) {
    if (existsSync(join(dir, 'package.json'))) return realpathSync(dir);
  }
  return undefined;
}
