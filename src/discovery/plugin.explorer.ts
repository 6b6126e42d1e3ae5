import satisfies from 'semver/functions/satisfies.js';
import { findPackage, type FoundPackage, type HostPackage } from './host-package.js';
import type { PluginFailure } from './plugin-load.error.js';
import { isPluginPackageName, mayBePlugin, readManifest, type PluginManifest } from './plugin-manifest.js';

/** A plugin that somebody asked for by name. */
export interface PluginRequest {
  /** The npm name. */
  readonly name: string;
  /** A semver range the installed version must satisfy. */
  readonly version?: string | undefined;
  /** A failure becomes a warning. */
  readonly optional?: boolean | undefined;
  /** The plugin's own section of the config, raw. */
  readonly params?: unknown;
}

/** What exploring found for one request: a manifest that can be loaded, or a failure. */
export interface ExploredPlugin {
  readonly request: PluginRequest;
  readonly manifest?: PluginManifest;
  readonly failure?: PluginFailure;
}

/**
 * Every dependency of the host that carries the `otai` field, and the host itself where it is a plugin: so its author can try it in its own folder.
 * Nothing is imported, and nothing the host did not ask for is looked at.
 */
export function exploreDependencies(host: HostPackage): ExploredPlugin[] {
  const itself = host.name === undefined ? [] : exploreFound(host.name, host);
  return [...itself, ...host.dependencies.flatMap((name) => exploreDependency(name, host))];
}

function exploreDependency(name: string, host: HostPackage): ExploredPlugin[] {
  const found = findPackage(name, host.dir);
  if (found !== undefined) return exploreFound(name, found);
  if (!isPluginPackageName(name)) return [];
  return [{ request: { name, optional: host.optional.has(name) }, failure: notFound(name, host) }];
}

function exploreFound(name: string, found: FoundPackage): ExploredPlugin[] {
  const read = mayBePlugin(found) ? readManifest(name, found) : undefined;
  return read === undefined ? [] : [explored({ name }, read)];
}

/** The packages of an allow-list. One that is not there, that the host does not depend on, or that is no plugin, is a failure. */
export function exploreRequests(requests: readonly PluginRequest[], host: HostPackage): ExploredPlugin[] {
  return requests.map((request, i) => {
    const earlier = requests.findIndex(({ name }) => name === request.name);
    return earlier < i ? { request, failure: namedTwice(request.name) } : exploreRequest(request, host);
  });
}

function exploreRequest(request: PluginRequest, host: HostPackage): ExploredPlugin {
  const { name } = request;
  const found = name === host.name ? host : findPackage(name, host.dir);
  if (found === undefined) return { request, failure: notFound(name, host) };
  if (!dependsOn(host, name)) return { request, failure: notADependency(name, host) };
  const read = readManifest(name, found);
  return read === undefined ? { request, failure: noField(name) } : explored(request, read);
}

function dependsOn(host: HostPackage, name: string): boolean {
  return name === host.name || host.dependencies.includes(name) || host.others.has(name);
}

function explored(request: PluginRequest, read: PluginManifest | PluginFailure): ExploredPlugin {
  if ('code' in read) return { request, failure: read };
  const { version } = request;
  return version === undefined || satisfies(read.version, version)
    ? { request, manifest: read }
    : { request, manifest: read, failure: wrongVersion(read, version) };
}

function notFound(name: string, host: HostPackage): PluginFailure {
  const declared = dependsOn(host, name);
  return {
    code: 'OTAI_PLUGIN_NOT_FOUND',
    package: name,
    reason: declared ? 'it is a dependency but not installed' : 'it is named in `plugins:` but not installed',
    hint: declared ? 'run npm install' : `run npm install ${name}, or remove it from \`plugins:\``,
  };
}

function notADependency(name: string, host: HostPackage): PluginFailure {
  return {
    code: 'OTAI_PLUGIN_NOT_A_DEPENDENCY',
    package: name,
    reason: `it is installed, but ${host.dir} does not depend on it: something else brought it`,
    hint: `run npm install ${name}, so that it stays and its version is yours to choose`,
  };
}

function namedTwice(name: string): PluginFailure {
  return {
    code: 'OTAI_PLUGIN_NAME_DUPLICATE',
    package: name,
    reason: 'it is named twice in `plugins:`',
    hint: 'remove one of the entries',
  };
}

function noField(name: string): PluginFailure {
  return {
    code: 'OTAI_PLUGIN_MANIFEST_INVALID',
    package: name,
    reason: 'its package.json has no "otai" field, so it is not a plugin (or too old)',
    hint: 'check the name, or update the package',
  };
}

function wrongVersion(manifest: PluginManifest, wanted: string): PluginFailure {
  return {
    code: 'OTAI_PLUGIN_VERSION',
    package: manifest.package,
    reason: `version ${manifest.version} is installed, but the config asks for ${wanted}`,
    hint: `run npm install ${manifest.package}@"${wanted}", or change \`version\` in \`plugins:\``,
  };
}
