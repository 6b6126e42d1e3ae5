import type { PluginFactory } from '../api/plugin/plugin-factory.js';
import { ComponentRegistry } from './component.registry.js';
import { findHost } from './host-package.js';
import type { ReadPluginParams } from './factory.loader.js';
import { cleanUpPlugins } from './plugin.cleanup.js';
import { exploreDependencies, exploreRequests, type ExploredPlugin, type PluginRequest } from './plugin.explorer.js';
import { PluginLoadError, type PluginFailure } from './plugin-load.error.js';
import { inlinePrefix, loadInline, loadPackage, type LoadedPlugin } from './plugin.loader.js';
import { pluginPrefix } from './plugin-manifest.js';

export { cleanUpPlugins } from './plugin.cleanup.js';

/** Where plugins come from. */
export interface PluginSources {
  /** Factories handed over in code; loaded first. The built-in plugin is one of them. */
  readonly factories: readonly (new () => PluginFactory)[];
  /**
   * The allow-list, or `discover`: every dependency of the host that is a plugin.
   * An entry whose prefix is that of a factory handed over in code means that factory, and gives it its params.
   */
  readonly packages: readonly PluginRequest[] | 'discover';
  /** Where the host's package.json is looked for, upwards. */
  readonly hostDir: string;
  /** How a plugin's own section of the config is read. Default: plain values, without templates. */
  readonly readParams?: ReadPluginParams | undefined;
}

/** All plugins of an application, in loading order, and what of them a config can name. */
export interface PluginSet {
  readonly plugins: readonly LoadedPlugin[];
  readonly registry: ComponentRegistry;
  /** Failures of plugins that are `optional: true`. */
  readonly warnings: readonly PluginFailure[];
}

/** The same, with the failures beside the plugins that could be loaded: for whoever reports instead of starting. */
export interface PluginSurvey extends PluginSet {
  /** Failures that forbid a start. */
  readonly failures: readonly PluginFailure[];
}

/**
 * Finds, checks and loads every plugin.
 *
 * @throws PluginLoadError with the failures of all plugins; those already loaded were cleaned up, last first
 */
export async function discoverPlugins(sources: PluginSources): Promise<PluginSet> {
  const { failures, ...set } = await surveyPlugins(sources);
  if (failures.length === 0) return set;
  await cleanUpPlugins(set.plugins);
  throw new PluginLoadError(failures);
}

/** Does the same, and returns the failures. Whoever calls it cleans the plugins up ({@link cleanUpPlugins}). */
export async function surveyPlugins(sources: PluginSources): Promise<PluginSurvey> {
  const { readParams, factories } = sources;
  const loading = new PluginLoading();
  for (const factory of factories) {
    const params = requestOf(factory, sources)?.params;
    await loading.add(await loadInline(factory, { params, readParams }), false);
  }
  for (const plugin of explorePlugins(sources)) await loading.add(await loadPackage(plugin, readParams), plugin.request.optional === true);
  return loading.survey;
}

/** The packages among the sources, each with its manifest or what is wrong with it. Nothing is imported. */
export function explorePlugins({ packages, factories, hostDir }: PluginSources): ExploredPlugin[] {
  const host = findHost(hostDir);
  if (packages === 'discover') return exploreDependencies(host);
  const inline = new Set(factories.map(inlinePrefix));
  return exploreRequests(
    packages.filter(({ name }) => !inline.has(pluginPrefix(name))),
    host,
  );
}

function requestOf(factory: new () => PluginFactory, { packages }: PluginSources): PluginRequest | undefined {
  return packages === 'discover' ? undefined : packages.find(({ name }) => pluginPrefix(name) === inlinePrefix(factory));
}

class PluginLoading {
  readonly #plugins: LoadedPlugin[] = [];
  readonly #registry = new ComponentRegistry();
  readonly #failures: PluginFailure[] = [];
  readonly #warnings: PluginFailure[] = [];

  async add(loaded: LoadedPlugin | PluginFailure[], optional: boolean): Promise<void> {
    const failures = Array.isArray(loaded) ? loaded : this.#clashes(loaded);
    (optional ? this.#warnings : this.#failures).push(...failures);
    if (Array.isArray(loaded)) return;
    if (failures.length === 0) this.#keep(loaded);
    else await cleanUpPlugins([loaded]);
  }

  get survey(): PluginSurvey {
    return { plugins: this.#plugins, registry: this.#registry, warnings: this.#warnings, failures: this.#failures };
  }

  #clashes(plugin: LoadedPlugin): PluginFailure[] {
    const other = this.#plugins.find((p) => p.name === plugin.name);
    return other === undefined ? [] : [duplicatePrefix(plugin, other)];
  }

  #keep(plugin: LoadedPlugin): void {
    this.#plugins.push(plugin);
    for (const component of plugin.components) this.#registry.add(component);
  }
}

function duplicatePrefix(plugin: LoadedPlugin, other: LoadedPlugin): PluginFailure {
  return {
    code: 'OTAI_PLUGIN_NAME_DUPLICATE',
    package: plugin.package,
    reason: `its components would be named "${plugin.name}:…", like those of ${other.package}`,
    hint: 'remove one of the two packages',
  };
}
