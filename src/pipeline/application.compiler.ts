import { NoParams } from '../api/contract.js';
import type { LoadedConfig } from '../config/config.loader.js';
import { EXECUTOR_ID } from '../config/executor.reader.js';
import type { ServiceEntry } from '../config/otai-config.js';
import { fulfils, useName, type Component } from '../discovery/component.js';
import type { ComponentRegistry } from '../discovery/component.registry.js';
import { TemplateCompiler } from '../templating/template.compiler.js';
import type { EnvReader } from '../templating/template-scope.js';
import type { CompiledPipeline, InstanceSlot } from './compiled-pipeline.js';
import { FleetExecutor } from './fleet.executor.js';
import { OUTSIDE_PIPELINES } from './level.js';
import { OutsideScope } from './outside-scope.js';
import { noNestedSteps, ParamsCompiler } from './params.compiler.js';
import { PipelineCompiler } from './pipeline.compiler.js';
import { ServiceCatalog, type CatalogedService } from './service.catalog.js';
import { findServiceCycles } from './service-cycles.js';

/** A configured service, ready to be built: its params, and the services it uses. */
export interface CompiledService extends CatalogedService {
  readonly params: object;
  /** By the name the component gives them. */
  readonly injected: ReadonlyMap<string, CatalogedService>;
}

/** A whole config, compiled against the components there are. Nothing in it has been built or started. */
export interface CompiledApplication {
  readonly services: ReadonlyMap<string, CompiledService>;
  readonly pipelines: ReadonlyMap<string, CompiledPipeline>;
  /** The places of all pipes and triggers in use. */
  readonly slots: readonly InstanceSlot<object>[];
}

/**
 * Compiles services and pipelines, and reports every problem to the config's list. It touches nothing outside:
 * whether a config is right can be asked without starting anything.
 */
export function compileApplication(loaded: LoadedConfig, registry: ComponentRegistry, env: EnvReader): CompiledApplication {
  return new ApplicationCompiler(loaded, registry, env).compile();
}

class ApplicationCompiler {
  readonly #params: ParamsCompiler;
  readonly #catalog: ServiceCatalog;
  readonly #outside: OutsideScope;

  constructor(
    private readonly loaded: LoadedConfig,
    private readonly registry: ComponentRegistry,
    env: EnvReader,
  ) {
    this.#params = new ParamsCompiler(new TemplateCompiler(env), loaded.problems);
    this.#catalog = new ServiceCatalog(loaded.problems, loaded.config.renderers);
    this.#outside = new OutsideScope(env);
  }

  compile(): CompiledApplication {
    const { config, problems } = this.loaded;
    for (const entry of config.services) this.#addService(entry);
    const services = new Map(this.#catalog.all().map((service) => [service.entry.id, this.#compileService(service)] as const));
    this.#reportCycles(services);
    this.#checkExecutor(services.get(EXECUTOR_ID));
    const around = { registry: this.registry, services: this.#catalog, params: this.#params, problems, outside: this.#outside };
    const compiler = new PipelineCompiler(around);
    const pipelines = new Map<string, CompiledPipeline>(config.pipelines.map((entry) => [entry.name, compiler.compile(entry)]));
    return { services, pipelines, slots: compiler.slots };
  }

  #addService(entry: ServiceEntry): void {
    const component = entry.use === '' ? undefined : this.registry.find('service', entry.use);
    if (component !== undefined) {
      this.#checkHostService(entry, component);
      return this.#catalog.add(entry, component);
    }
    this.#catalog.addBroken(entry.id);
    if (entry.use === '') return;
    const path = [...entry.path, 'use'];
    this.loaded.problems.add({ code: 'unknown_service_component', path, ...this.registry.explainUnknown('service', entry.use) });
  }

  /** A plain provider of the application is built by its own module, which knows nothing of the entry. */
  #checkHostService(entry: ServiceEntry, { plugin, type, params, injects }: Component): void {
    const declared = [...(params === NoParams ? [] : ['params']), ...(Object.keys(injects).length === 0 ? [] : ['injects'])];
    if (plugin !== null || declared.length === 0) return;
    const message = `is ${type.name}, a plain provider of the application, which never gets the ${declared.join(' and ')} it declares`;
    const hint = 'let a plugin bring it: forRoot({ plugins: [MyPlugin] }), whose injectables() return the class';
    this.loaded.problems.add({ code: 'service_without_entry', path: [...entry.path, 'use'], message, hint });
  }

  #compileService(service: CatalogedService): CompiledService {
    const { entry, component } = service;
    const injected = this.#catalog.resolve({ wanted: component.injects, given: entry.injects, component, path: entry.path });
    const raw = { type: component.params, raw: entry.params, path: entry.path };
    const binding = this.#params.compile<OutsideScope>(raw, OUTSIDE_PIPELINES, noNestedSteps);
    const params = binding.problems.length > 0 ? undefined : this.#outside.render(binding, entry.path, this.loaded.problems);
    return { ...service, injected, params: params ?? {} };
  }

  #checkExecutor(executor: CatalogedService | undefined): void {
    if (executor === undefined || fulfils(executor.component, FleetExecutor)) return;
    const { entry, component } = executor;
    const path = [...entry.path, 'use'];
    const hint = 'an executor comes from a plugin such as otai-bullmq; without one, pipelines run in this process';
    this.loaded.problems.add({ code: 'wrong_service', path, message: `is ${useName(component)}, which runs no pipelines`, hint });
  }

  #reportCycles(services: ReadonlyMap<string, CompiledService>): void {
    for (const cycle of findServiceCycles(services)) {
      this.loaded.problems.add({
        code: 'service_cycle',
        path: ['services', cycle[0] ?? '', 'injects'],
        message: `makes a circle of services that need each other: ${cycle.join(' -> ')}`,
        hint: 'take one of these injects out',
      });
    }
  }
}
