import { Scope, type Provider } from '@nestjs/common';
import { NoParams, type Contract, type Type } from '../api/contract.js';
import { readComponentMetadata, type ComponentKind } from '../api/metadata.js';
import type { PipeHandler } from '../api/pipe-context.js';
import type { PluginFactory, PluginInjectable } from '../api/plugin/plugin-factory.js';
import type { PluginRegistry, RegistrationOptions, ServiceRegistrationOptions } from '../api/plugin/plugin-registry.js';
import type { TriggerHandler } from '../api/trigger.decorator.js';
import { isComponentName, snakeCase, type Component } from './component.js';

const KINDS = ['pipe', 'service', 'trigger'] as const;

/** What is wrong with the names a plugin gives. */
export interface NameProblem {
  readonly code: 'OTAI_PLUGIN_NAME_INVALID' | 'OTAI_PLUGIN_NAME_DUPLICATE';
  readonly reason: string;
}

/**
 * Collects what one plugin brings, from its injectables and its `setup(registry)`: components for configs, providers for Nest.
 * It is the registry that `setup` gets.
 */
export class PluginComponents implements PluginRegistry {
  readonly components: Component[] = [];
  readonly providers: Provider[] = [];
  readonly problems: NameProblem[] = [];

  /** @param plugin - the prefix of the plugin's components, `null` for what a host hands over without a plugin */
  constructor(private readonly plugin: string | null) {}

  /** Asks the factory for all it has: its injectables first, then what `setup` adds. */
  static of(plugin: string | null, factory: PluginFactory): PluginComponents {
    const components = new PluginComponents(plugin);
    for (const injectable of factory.injectables()) components.#addInjectable(injectable);
    factory.setup?.(components);
    return components;
  }

  registerPipe(name: string, pipe: Type<PipeHandler<never, never>>, options: RegistrationOptions = {}): void {
    this.#register('pipe', name, pipe, options);
    this.#provide(pipe);
  }

  registerTrigger(name: string, trigger: Type<TriggerHandler<never>>, options: RegistrationOptions = {}): void {
    this.#register('trigger', name, trigger, options);
    this.#provide(trigger);
  }

  registerService<T extends object>(contract: Contract<T>, implementation: Type<T>, options: ServiceRegistrationOptions = {}): void {
    const declared = readComponentMetadata('service', implementation)?.name;
    this.#register('service', options.name ?? declared ?? snakeCase(implementation.name), implementation, options, contract);
    this.providers.push({
      provide: contract,
      useClass: implementation as never,
      scope: options.scope === 'transient' ? Scope.TRANSIENT : Scope.DEFAULT,
    });
  }

  hasPipe(name: string): boolean {
    return this.#find('pipe', name) !== undefined;
  }

  hasService(name: string): boolean {
    return this.#find('service', name) !== undefined;
  }

  hasTrigger(name: string): boolean {
    return this.#find('trigger', name) !== undefined;
  }

  #addInjectable(injectable: PluginInjectable): void {
    const type: unknown = typeof injectable === 'function' ? injectable : injectable.provide;
    const found = typeof type === 'function' ? KINDS.flatMap((kind) => readComponentMetadata(kind, type) ?? []) : [];
    for (const metadata of found) this.#register(metadata.kind, metadata.name, type as Type<object>, {});
    // A configured service is built once for each of its entries under `services:`, in a module of that entry: not here.
    if (!found.some((metadata) => metadata.kind === 'service')) this.providers.push(injectable);
  }

  #register(kind: ComponentKind, name: string, type: Type<object>, options: RegistrationOptions, contract?: Contract): void {
    const same = this.#find(kind, name);
    if (same !== undefined && (same.type !== type || same.name !== name)) {
      this.problems.push({ code: 'OTAI_PLUGIN_NAME_DUPLICATE', reason: `two ${kind}s are named "${name}"` });
    } else if (!isComponentName(name)) {
      this.problems.push({ code: 'OTAI_PLUGIN_NAME_INVALID', reason: `the ${kind} name "${name}" (${type.name}) is not snake_case` });
    } else if (same === undefined || contract !== undefined) {
      this.#keep(this.#component(kind, name, type, options, contract), same);
    }
  }

  #keep(component: Component, replaced: Component | undefined): void {
    if (replaced === undefined) this.components.push(component);
    else this.components[this.components.indexOf(replaced)] = component;
  }

  #component(kind: ComponentKind, name: string, type: Type<object>, options: RegistrationOptions, contract?: Contract): Component {
    const metadata = readComponentMetadata(kind, type);
    return {
      kind,
      plugin: this.plugin,
      name,
      type,
      params: options.params ?? metadata?.params ?? NoParams,
      injects: options.injects ?? metadata?.injects ?? {},
      description: options.description ?? metadata?.description,
      contracts: contract === undefined ? [] : [contract],
    };
  }

  #provide(type: Type<object>): void {
    const known = this.providers.some(
      (provider) => provider === (type as never) || (typeof provider === 'object' && provider.provide === type),
    );
    if (!known) this.providers.push(type as never);
  }

  #find(kind: ComponentKind, name: string): Component | undefined {
    return this.components.find((component) => component.kind === kind && (component.name === name || component.type.name === name));
  }
}
