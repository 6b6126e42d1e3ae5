import { satisfies } from 'semver';
import type { HostPackage } from './host-package.js';
import { findPackage } from './host-package.js';
import type { PluginFailure } from './plugin-load.error.js';
import { mayBePlugin, readManifest, type PluginManifest } from './plugin-manifest.js';

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

/** Every dependency of the host that carries the `otai` field. Nothing is imported, and nothing the host did not ask for is looked at. */
export function exploreDependencies(host: HostPackage): ExploredPlugin[] {
  return host.dependencies.flatMap((name) => {
    const found = findPackage(name, host.dir);
    if (found === undefined || !mayBePlugin(found)) return [];
    const read = readManifest(name, found);
    return read === undefined ? [] : [explored({ name }, read)];
  });
}

/** The packages of an allow-list. One that is not there, or is no plugin, is a failure. */
export function exploreRequests(requests: readonly PluginRequest[], host: HostPackage): ExploredPlugin[] {
  return requests.map((request) => {
    const found = findPackage(request.name, host.dir);
    if (found === undefined) return { request, failure: notFound(request.name, host) };
    const read = readManifest(request.name, found);
    return read === undefined ? { request, failure: noField(request.name) } : explored(request, read);
  });
}

function explored(request: PluginRequest, read: PluginManifest | PluginFailure): ExploredPlugin {
  if ('code' in read) return { request, failure: read };
  const { version } = request;
  return version === undefined || satisfies(read.version, version)
    ? { request, manifest: read }
    : { request, manifest: read, failure: wrongVersion(read, version) };
}

function notFound(name: string, host: HostPackage): PluginFailure {
  const declared = host.dependencies.includes(name);
  return {
    code: 'OTAI_PLUGIN_NOT_FOUND',
    package: name,
    reason: declared ? 'it is a dependency but not installed' : 'it is named in `plugins:` but not installed',
    hint: declared ? 'run npm install' : `run npm install ${name}, or remove it from \`plugins:\``,
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
