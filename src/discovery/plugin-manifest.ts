import { isAbsolute, normalize } from 'node:path';
import valid from 'semver/functions/valid.js';
import validRange from 'semver/ranges/valid.js';
import { parseJson, type FoundPackage } from './host-package.js';
import { normalizePluginName } from './component.js';
import type { PluginFailure } from './plugin-load.error.js';

/** What a plugin package says of itself in its package.json. */
export interface PluginManifest {
  /** The npm name, e.g. `otai-hf-local` or `@acme/otai-hf-local`. */
  readonly package: string;
  readonly version: string;
  /** The prefix of its components: the npm name without scope and `otai-`. */
  readonly plugin: string;
  readonly dir: string;
  /** The file that exports the factory, relative to `dir`. */
  readonly entry: string;
  /** The range of the plugin API it was written for. */
  readonly apiVersion: string;
}

const PACKAGE_NAME = /^(?:@[^/]+\/)?otai-([a-z0-9]+(?:[-_.][a-z0-9]+)*)$/;

/** Whether a package bears the name of a plugin, whatever is in it. */
export function isPluginPackageName(name: string): boolean {
  return PACKAGE_NAME.test(name);
}

/** The prefix of a package's components: `@acme/otai-hf-local` -> `hf-local`. */
export function pluginPrefix(name: string): string {
  return normalizePluginName(PACKAGE_NAME.exec(name)?.[1] ?? name);
}

/** Cheap test before any parsing: hosts have a thousand packages, plugins are few. */
export function mayBePlugin(found: FoundPackage): boolean {
  return found.text.includes('"otai"');
}

/** Reads the manifest, or says all that is wrong with it. `undefined`: the package is no plugin and does not claim to be one. */
export function readManifest(name: string, found: FoundPackage): PluginManifest | PluginFailure | undefined {
  const json = parseJson(found.text);
  if (json === undefined) return invalid(name, 'its package.json is not valid JSON', 'reinstall the package, or report it to its author');
  const field = json.otai;
  if (field === undefined) return undefined;
  const problems = [...nameProblems(name), ...fieldProblems(field), ...versionProblems(json.version)];
  if (problems.length > 0) return invalid(name, problems.join('; '), MANIFEST_HINT);
  const { plugin, apiVersion } = field as { plugin: string; apiVersion: string };
  return { package: name, version: json.version as string, plugin: pluginPrefix(name), dir: found.dir, entry: plugin, apiVersion };
}

const MANIFEST_HINT =
  'a plugin is named otai-<name> or @scope/otai-<name>, and its package.json says "otai": { "plugin": "./dist/plugin.js", "apiVersion": "^1.0.0" }';

function nameProblems(name: string): string[] {
  return isPluginPackageName(name) ? [] : [`"${name}" is not a plugin's package name`];
}

function fieldProblems(field: unknown): string[] {
  if (typeof field !== 'object' || field === null || Array.isArray(field)) return ['the field "otai" must be an object'];
  const { plugin, apiVersion } = field as Record<string, unknown>;
  const problems: string[] = [];
  if (!isInside(plugin)) problems.push('"otai.plugin" must be the path of the entry file within the package');
  if (typeof apiVersion !== 'string' || validRange(apiVersion) === null) problems.push('"otai.apiVersion" must be a semver range');
  return problems;
}

function versionProblems(version: unknown): string[] {
  return typeof version === 'string' && valid(version) !== null ? [] : ['"version" must be a semver version'];
}

function invalid(name: string, reason: string, hint: string): PluginFailure {
  return { code: 'OTAI_PLUGIN_MANIFEST_INVALID', package: name, reason, hint };
}

function isInside(path: unknown): boolean {
  return typeof path === 'string' && path !== '' && !isAbsolute(path) && !normalize(path).startsWith('..');
}
