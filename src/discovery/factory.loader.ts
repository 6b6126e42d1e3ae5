import { performance } from 'node:perf_hooks';
import type { Provider } from '@nestjs/common';
import { messageOf } from '../api/error-message.js';
import { NoParams, type Type } from '../api/contract.js';
import type { PluginFactory, PluginImport } from '../api/plugin/plugin-factory.js';
import { describeProblem, ParamsError } from '../params/params.error.js';
import { ParamsSchema } from '../params/params-schema.js';
import type { Component } from './component.js';
import { PluginComponents, type ComponentProblem } from './plugin-components.js';
import { cleanUpPlugins } from './plugin.cleanup.js';
import type { PluginFailure } from './plugin-load.error.js';

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

/** Checks the raw section of a plugin against its params class. Throws a ParamsError with every problem. */
export type ReadPluginParams = (type: Type<object>, raw: unknown) => object;

/** What is to be made of a factory, however it came here. */
export interface FactorySource {
  readonly package: string;
  /** The prefix of its components. */
  readonly plugin: string;
  readonly version: string | null;
  /** Its own section of the config, raw. */
  readonly params: unknown;
  /** Default: plain values, without templates. */
  readonly readParams?: ReadPluginParams | undefined;
  /** When loading began, as `performance.now()` says it. */
  readonly started: number;
}

/** What was being asked of the factory; messages name it. */
type Stage = 'constructor' | 'configure()' | 'injectables()' | 'setup()' | 'imports()' | 'validate()';

const HINTS: Readonly<Record<ComponentProblem['code'], string>> = {
  OTAI_PLUGIN_NAME_INVALID: 'names are snake_case, e.g. my_pipe',
  OTAI_PLUGIN_NAME_DUPLICATE: 'rename one of them',
  OTAI_PLUGIN_CLASS_INVALID: 'add @Injectable() to the class, and compile with emitDecoratorMetadata (swc: decoratorMetadata)',
};

/** Makes, configures and questions a plugin's factory. Answers with failures, after the factory's `cleanup`; never throws. */
export function loadFactory(factory: new () => PluginFactory, source: FactorySource): Promise<LoadedPlugin | PluginFailure[]> {
  return new FactoryLoading(source).load(factory);
}

class FactoryLoading {
  #stage: Stage = 'constructor';

  constructor(private readonly source: FactorySource) {}

  async load(Factory: new () => PluginFactory): Promise<LoadedPlugin | PluginFailure[]> {
    let factory: PluginFactory | undefined;
    try {
      factory = new Factory();
      const loaded = await this.#question(factory);
      if (!Array.isArray(loaded)) return loaded;
      return await this.#abandon(factory, loaded);
    } catch (cause) {
      return this.#abandon(factory, this.#thrown(cause));
    }
  }

  async #question(factory: PluginFactory): Promise<LoadedPlugin | PluginFailure[]> {
    await this.#configure(factory);
    this.#stage = 'imports()';
    const imports = factory.imports?.() ?? [];
    const components = new PluginComponents(this.source.plugin);
    this.#stage = 'injectables()';
    components.addInjectables(factory.injectables());
    this.#stage = 'setup()';
    await factory.setup?.(components);
    const failures = [...this.#componentFailures(components), ...(await this.#validate(factory))];
    return failures.length > 0 ? failures : this.#loaded(factory, components, imports);
  }

  #loaded(factory: PluginFactory, { components, providers }: PluginComponents, imports: readonly PluginImport[]): LoadedPlugin {
    const { plugin: name, package: pkg, version, started } = this.source;
    return { name, package: pkg, version, factory, components, providers, imports, milliseconds: performance.now() - started };
  }

  async #configure(factory: PluginFactory): Promise<void> {
    this.#stage = 'configure()';
    const { params, readParams = (type, raw) => ParamsSchema.of(type).parse(raw) } = this.source;
    const own = readParams(factory.params ?? NoParams, params ?? {});
    await factory.configure?.(own);
  }

  async #validate(factory: PluginFactory): Promise<PluginFailure[]> {
    this.#stage = 'validate()';
    const problems = (await factory.validate?.()) ?? [];
    return problems.map((reason) => ({
      code: 'OTAI_PLUGIN_INVALID',
      package: this.source.package,
      reason,
      hint: 'this is what the plugin itself says of its set-up',
    }));
  }

  #componentFailures({ problems }: PluginComponents): PluginFailure[] {
    return problems.map((problem) => ({ ...problem, package: this.source.package, hint: HINTS[problem.code] }));
  }

  #thrown(cause: unknown): PluginFailure[] {
    const { package: name } = this.source;
    if (cause instanceof ParamsError && this.#stage === 'configure()') return paramsFailures(name, cause);
    const reason = `its ${this.#stage} threw: ${messageOf(cause)}`;
    return [
      {
        code: 'OTAI_PLUGIN_FACTORY_FAILED',
        package: name,
        reason,
        hint: 'the cause has the stack; report it to the plugin’s author',
        cause,
      },
    ];
  }

  /** A plugin that was constructed gets its `cleanup`, also when it cannot be used. */
  async #abandon(factory: PluginFactory | undefined, failures: PluginFailure[]): Promise<PluginFailure[]> {
    if (factory !== undefined) await cleanUpPlugins([{ package: this.source.package, factory }]);
    return failures;
  }
}

/** One failure for each problem, so that all of them can be mended at once. */
function paramsFailures(name: string, cause: ParamsError): PluginFailure[] {
  return cause.problems.map((problem) => ({
    code: 'OTAI_PLUGIN_PARAMS_INVALID',
    package: name,
    reason: `its params: ${describeProblem(problem)}`,
    hint: 'correct `params` of this plugin under `plugins:`',
    cause,
  }));
}
