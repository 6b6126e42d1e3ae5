import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import type { Provider } from '@nestjs/common';
import { NoParams } from '../api/contract.js';
import type { PluginFactory, PluginImport } from '../api/plugin/plugin-factory.js';
import { ParamsError } from '../params/params.error.js';
import { ParamsSchema } from '../params/params-schema.js';
import { snakeCase, type Component } from './component.js';
import { PluginComponents } from './plugin-components.js';
import { checkBeforeImport, findFactory } from './plugin.checks.js';
import type { ExploredPlugin } from './plugin.explorer.js';
import type { PluginFailure, PluginFailureCode } from './plugin-load.error.js';
import type { PluginManifest } from './plugin-manifest.js';

/** A plugin that passed every check, was configured and asked for its components. Its providers are not built yet. */
export interface LoadedPlugin {
  /** The prefix of its components. */
  readonly name: string;
  /** The npm name, or the class name of a factory that was handed over in code. */
  readonly package: string;
  readonly version: string | null;
  readonly factory: PluginFactory;
  readonly components: readonly Component[];
  readonly providers: readonly Provider[];
  readonly imports: readonly PluginImport[];
  /** How long loading took. */
  readonly milliseconds: number;
}

/** What is to be made of a factory, however it came here. */
interface FactorySource {
  readonly package: string;
  readonly plugin: string;
  readonly version: string | null;
  readonly params: unknown;
}

/** Loads an explored package: checks in order, import, factory, configuration, components. Answers with failures; never throws. */
export async function loadPackage(explored: ExploredPlugin): Promise<LoadedPlugin | PluginFailure[]> {
  const { manifest, request } = explored;
  const started = performance.now();
  const failure = explored.failure ?? (manifest && checkBeforeImport(manifest));
  if (manifest === undefined || failure !== undefined) return failure === undefined ? [] : [failure];
  const factory = await importFactory(manifest);
  if (typeof factory === 'object') return [factory];
  const source = { package: manifest.package, plugin: manifest.plugin, version: manifest.version, params: request.params };
  return loadFactory(factory, source, started);
}

/** Loads a factory class that the host handed over in code. Its components bear the class name without `Plugin` or `Factory` as prefix. */
export function loadInline(factory: new () => PluginFactory, params: unknown): Promise<LoadedPlugin | PluginFailure[]> {
  const plugin = snakeCase(factory.name.replace(/(Plugin|Factory)+$/, '') || 'inline').replaceAll('_', '-');
  return loadFactory(factory, { package: factory.name, plugin, version: null, params }, performance.now());
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

async function loadFactory(
  Factory: new () => PluginFactory,
  source: FactorySource,
  started: number,
): Promise<LoadedPlugin | PluginFailure[]> {
  let factory: PluginFactory | undefined;
  try {
    factory = new Factory();
    await configure(factory, source.params);
    const components = PluginComponents.of(source.plugin, factory);
    const imports = factory.imports?.() ?? [];
    const problems = [...components.problems.map((p) => nameFailure(source.package, p)), ...(await validate(factory, source.package))];
    if (problems.length > 0) return await abandon(factory, problems);
    const { plugin: name, package: pkg, version } = source;
    const milliseconds = performance.now() - started;
    return {
      name,
      package: pkg,
      version,
      factory,
      imports,
      components: components.components,
      providers: components.providers,
      milliseconds,
    };
  } catch (cause) {
    return abandon(factory, [thrown(source.package, cause)]);
  }
}

async function configure(factory: PluginFactory, params: unknown): Promise<void> {
  const own = ParamsSchema.of<object>(factory.params ?? NoParams).parse(params ?? {});
  await factory.configure?.(own);
}

async function validate(factory: PluginFactory, name: string): Promise<PluginFailure[]> {
  const problems = (await factory.validate?.()) ?? [];
  return problems.map((reason) => ({
    code: 'OTAI_PLUGIN_INVALID',
    package: name,
    reason,
    hint: 'this is what the plugin itself says of its set-up',
  }));
}

/** A plugin that was constructed gets its `cleanup`, also when it cannot be used. */
async function abandon(factory: PluginFactory | undefined, failures: PluginFailure[]): Promise<PluginFailure[]> {
  try {
    await factory?.cleanup?.();
  } catch {
    // The failure that led here is the one to report; a cleanup after a half start often fails with it.
  }
  return failures;
}

function nameFailure(name: string, problem: { code: PluginFailureCode; reason: string }): PluginFailure {
  const hint = problem.code === 'OTAI_PLUGIN_NAME_INVALID' ? 'names are snake_case, e.g. my_pipe' : 'rename one of them';
  return { ...problem, package: name, hint };
}

function thrown(name: string, cause: unknown): PluginFailure {
  if (cause instanceof ParamsError) {
    return {
      code: 'OTAI_PLUGIN_PARAMS_INVALID',
      package: name,
      reason: cause.message,
      hint: 'correct `params` of this plugin under `plugins:`',
      cause,
    };
  }
  return {
    code: 'OTAI_PLUGIN_FACTORY_FAILED',
    package: name,
    reason: `its factory threw: ${messageOf(cause)}`,
    hint: 'the cause has the stack; report it to the author of the plugin',
    cause,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
