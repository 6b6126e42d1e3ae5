import type { PluginFactory } from '../api/plugin/plugin-factory.js';
import { ComponentRegistry } from './component.registry.js';
import { findHost } from './host-package.js';
import { exploreDependencies, exploreRequests, type ExploredPlugin, type PluginRequest } from './plugin.explorer.js';
import { PluginLoadError, type PluginFailure } from './plugin-load.error.js';
import { loadInline, loadPackage, type LoadedPlugin } from './plugin.loader.js';

/** Where plugins come from. */
export interface PluginSources {
  /** Factories handed over in code; loaded first. The built-in plugin is one of them. */
  readonly factories: readonly (new () => PluginFactory)[];
  /** The allow-list, or `discover`: every dependency of the host that is a plugin. */
  readonly packages: readonly PluginRequest[] | 'discover';
  /** Where the host's package.json is looked for, upwards. */
  readonly hostDir: string;
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
  await cleanUpPlugins(set.plugins, () => {});
  throw new PluginLoadError(failures);
}

/** Does the same, and returns the failures. Whoever calls it cleans the plugins up ({@link cleanUpPlugins}). */
export async function surveyPlugins(sources: PluginSources): Promise<PluginSurvey> {
  const loading = new PluginLoading();
  for (const factory of sources.factories) loading.add(await loadInline(factory, undefined), false);
  for (const plugin of explorePlugins(sources)) loading.add(await loadPackage(plugin), plugin.request.optional === true);
  return loading.survey;
}

/** The packages among the sources, each with its manifest or what is wrong with it. Nothing is imported. */
export function explorePlugins(sources: PluginSources): ExploredPlugin[] {
  const host = findHost(sources.hostDir) ?? { dir: sources.hostDir, dependencies: [] };
  return sources.packages === 'discover' ? exploreDependencies(host) : exploreRequests(sources.packages, host);
}

/** Calls `cleanup` of every plugin, last loaded first. One that fails does not keep the others from theirs. */
export async function cleanUpPlugins(
  plugins: readonly LoadedPlugin[],
  report: (plugin: LoadedPlugin, error: unknown) => void,
): Promise<void> {
  for (const plugin of plugins.toReversed()) {
    try {
      await plugin.factory.cleanup?.();
    } catch (error) {
      report(plugin, error);
    }
  }
}

class PluginLoading {
  readonly #plugins: LoadedPlugin[] = [];
  readonly #registry = new ComponentRegistry();
  readonly #failures: PluginFailure[] = [];
  readonly #warnings: PluginFailure[] = [];

  add(loaded: LoadedPlugin | PluginFailure[], optional: boolean): void {
    const failures = Array.isArray(loaded) ? loaded : this.#register(loaded);
    (optional ? this.#warnings : this.#failures).push(...failures);
  }

  get survey(): PluginSurvey {
    return { plugins: this.#plugins, registry: this.#registry, warnings: this.#warnings, failures: this.#failures };
  }

  #register(plugin: LoadedPlugin): PluginFailure[] {
    this.#plugins.push(plugin);
    const other = this.#plugins.find((p) => p !== plugin && p.name === plugin.name);
    if (other !== undefined) return [duplicatePrefix(plugin, other)];
    return plugin.components.flatMap((component) =>
      this.#registry.add(component) === undefined ? [] : [duplicateName(plugin, component.type.name)],
    );
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

function duplicateName(plugin: LoadedPlugin, className: string): PluginFailure {
  return {
    code: 'OTAI_PLUGIN_NAME_DUPLICATE',
    package: plugin.package,
    reason: `two of its components answer to the name of ${className} (a declared name and a class name count alike)`,
    hint: 'rename one of them',
  };
}
