import { OTAI_API_VERSION } from '../api/api-version.js';
import { explorePlugins, type PluginSurvey } from '../discovery/plugin.discovery.js';
import type { ExploredPlugin } from '../discovery/plugin.explorer.js';
import type { PluginFailure } from '../discovery/plugin-load.error.js';
import type { LoadedPlugin } from '../discovery/plugin.loader.js';
import type { SurveyedApplication } from '../module/load-application.js';

/** One installed plugin, or one that is asked for and is not there. */
export interface InstalledPlugin {
  /** The npm name; for the built-in plugin the prefix of its components. */
  readonly package: string;
  readonly version: string | null;
  /** The range of the plugin API it was written for. */
  readonly apiVersion: string | null;
  /** Its entry file. */
  readonly entry: string | null;
  /** `allowed`: the config lets it load; `not_listed`: it is installed, but `plugins:` does not name it; `built_in`: it comes with the core. */
  readonly state: 'built_in' | 'allowed' | 'not_listed';
  readonly components: { readonly pipes: readonly string[]; readonly services: readonly string[]; readonly triggers: readonly string[] };
  readonly problems: readonly { readonly code: string; readonly reason: string; readonly hint: string }[];
}

/** Every plugin of an installation: built in, asked for, and installed without being asked for. */
export function listPlugins({ loaded, plugins }: SurveyedApplication, hostDir: string): readonly InstalledPlugin[] {
  const installed = explorePlugins({ factories: [], packages: 'discover', hostDir });
  const byName = new Map(installed.map((found) => [found.request.name, found]));
  const inCode = plugins.plugins.filter(({ version }) => version === null).map(builtIn);
  const asked = new Set([...installed.map(({ request }) => request.name).filter((name) => !isLeftOut(name)), ...failedNames(plugins)]);
  const left = installed.filter(({ request }) => isLeftOut(request.name)).map((found) => describe(found, plugins, 'not_listed'));
  return [
    ...inCode,
    ...[...asked].toSorted().map((name) => describe(byName.get(name) ?? { request: { name } }, plugins, 'allowed')),
    ...left,
  ];

  function isLeftOut(name: string): boolean {
    const known = plugins.plugins.some((plugin) => plugin.package === name) || failedNames(plugins).includes(name);
    return loaded.config.plugins !== undefined && !known;
  }
}

function failedNames({ failures, warnings }: PluginSurvey): string[] {
  return [...failures, ...warnings].map((failure) => failure.package);
}

function describe({ request, manifest }: ExploredPlugin, survey: PluginSurvey, state: InstalledPlugin['state']): InstalledPlugin {
  const plugin = survey.plugins.find((candidate) => candidate.package === request.name);
  const failures = [...survey.failures, ...survey.warnings].filter((failure) => failure.package === request.name);
  return {
    package: request.name,
    version: manifest?.version ?? plugin?.version ?? null,
    apiVersion: manifest?.apiVersion ?? null,
    entry: manifest?.entry ?? null,
    state,
    components: componentsOf(plugin),
    problems: failures.map(toProblem),
  };
}

function builtIn(plugin: LoadedPlugin): InstalledPlugin {
  const { name } = plugin;
  const components = componentsOf(plugin);
  return { package: name, version: null, apiVersion: OTAI_API_VERSION, entry: null, state: 'built_in', components, problems: [] };
}

function componentsOf(plugin: LoadedPlugin | undefined): InstalledPlugin['components'] {
  const names = (kind: string): string[] => (plugin?.components ?? []).filter((c) => c.kind === kind).map((c) => c.name);
  return { pipes: names('pipe'), services: names('service'), triggers: names('trigger') };
}

function toProblem({ code, reason, hint }: PluginFailure): InstalledPlugin['problems'][number] {
  return { code, reason, hint };
}

/** A plugin as a few lines of text. */
export function pluginLines(plugin: InstalledPlugin): string[] {
  const { version, apiVersion, entry, state, components, problems } = plugin;
  const facts = [version, state === 'built_in' ? 'built in' : apiVersion && `API ${apiVersion}`, entry].filter((fact) => fact !== null);
  const kinds = Object.entries(components).filter(([, names]) => names.length > 0);
  return [
    [plugin.package, ...facts].join('  '),
    ...kinds.map(([kind, names]) => `  ${kind}: ${names.join(', ')}`),
    ...(state === 'not_listed' ? ['  not loaded: `plugins:` in the config does not name it'] : []),
    ...problems.flatMap(({ code, reason, hint }) => [`  BROKEN: ${reason} (${code})`, `    -> ${hint}`]),
  ];
}
