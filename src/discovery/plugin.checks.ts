import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { satisfies } from 'semver';
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
    hint: `the plugin must have ${CORE} in peerDependencies, not in dependencies; then run npm dedupe (npm ls ${CORE} shows the copies)`,
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
  const named = Object.keys(exported).find((key) => key !== 'default' && isPluginFactoryClass(exported[key]));
  return {
    code: 'OTAI_PLUGIN_NOT_A_PLUGIN',
    package: name,
    reason:
      named === undefined ? 'its entry file has no PluginFactory as default export' : `its PluginFactory "${named}" is a named export`,
    hint: 'the entry file must say: export default class extends PluginFactory { … }',
  };
}

function ownPackageDir(): string | undefined {
  for (let dir = dirname(fileURLToPath(import.meta.url)); dirname(dir) !== dir; dir = dirname(dir)) {
    if (existsSync(join(dir, 'package.json'))) return realpathSync(dir);
  }
  return undefined;
}
