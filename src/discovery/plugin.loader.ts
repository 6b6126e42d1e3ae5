import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../api/error-message.js';
import type { PluginFactory } from '../api/plugin/plugin-factory.js';
import { snakeCase } from './component.js';
import { loadFactory, type LoadedPlugin, type ReadPluginParams } from './factory.loader.js';
import { checkBeforeImport, findFactory } from './plugin.checks.js';
import type { ExploredPlugin } from './plugin.explorer.js';
import type { PluginFailure } from './plugin-load.error.js';
import type { PluginManifest } from './plugin-manifest.js';

export type { LoadedPlugin } from './factory.loader.js';

/** Loads an explored package: checks in order, import, factory, configuration, components. Answers with failures; never throws. */
export async function loadPackage(explored: ExploredPlugin, readParams?: ReadPluginParams): Promise<LoadedPlugin | PluginFailure[]> {
  const { manifest, request } = explored;
  const started = performance.now();
  const failure = explored.failure ?? (manifest && checkBeforeImport(manifest));
  if (manifest === undefined || failure !== undefined) return failure === undefined ? [] : [failure];
  const factory = await importFactory(manifest);
  if (typeof factory === 'object') return [factory];
  const { package: name, plugin, version } = manifest;
  return loadFactory(factory, { package: name, plugin, version, params: request.params, readParams, started });
}

/** The prefix of a plugin that was handed over in code: its class name without `Plugin`, `Factory` or `PluginFactory` at the end. */
export function inlinePrefix(factory: new () => PluginFactory): string {
  return snakeCase(factory.name.replace(/(PluginFactory|Plugin|Factory)$/, '')).replaceAll('_', '-');
}

/** Loads a factory class that the host handed over in code. It needs a name, because its components get their prefix from it. */
export async function loadInline(
  factory: new () => PluginFactory,
  options: { readonly params?: unknown; readonly readParams?: ReadPluginParams | undefined } = {},
): Promise<LoadedPlugin | PluginFailure[]> {
  const plugin = inlinePrefix(factory);
  if (plugin === '' || factory.name === 'default') return [nameless(factory)];
  return loadFactory(factory, {
    ...options,
    params: options.params,
    package: factory.name,
    plugin,
    version: null,
    started: performance.now(),
  });
}

function nameless(factory: new () => PluginFactory): PluginFailure {
  return {
    code: 'OTAI_PLUGIN_NAME_INVALID',
    package: factory.name || '(a class without a name)',
    reason: 'a plugin class that is handed over in code gives its components their prefix, and this one’s name gives none',
    hint: 'name it after the package: export default class MyThingPlugin extends PluginFactory gives my-thing:…',
  };
}

async function importFactory(manifest: PluginManifest): Promise<(new () => PluginFactory) | PluginFailure> {
  try {
    const url = pathToFileURL(join(manifest.dir, manifest.entry)).href;
    return findFactory(manifest.package, (await import(url)) as Readonly<Record<string, unknown>>);
  } catch (cause) {
    return {
      code: 'OTAI_PLUGIN_IMPORT_FAILED',
      package: manifest.package,
      reason: `its entry file ${manifest.entry} could not be imported: ${messageOf(cause)}`,
      hint: 'a missing module is a missing dependency of the plugin: run npm install, or report it to its author',
      cause,
    };
  }
}
