import { Scope, type Provider } from '@nestjs/common';
import { NoParams, type Contract, type Type } from '../api/contract.js';
import { readComponentMetadata, type ComponentKind } from '../api/metadata.js';
import type { PipeHandler } from '../api/pipe-context.js';
import type { PluginInjectable } from '../api/plugin/plugin-factory.js';
import type { PluginRegistry, RegistrationOptions, ServiceRegistrationOptions } from '../api/plugin/plugin-registry.js';
import { ServiceContext } from '../api/service.decorator.js';
import type { TriggerHandler } from '../api/trigger.decorator.js';
import { isComponentName, snakeCase, type Component } from './component.js';
import { hasUnknownParameters } from './constructor.check.js';

const KINDS = ['pipe', 'service', 'trigger'] as const;

/** What is wrong with the names or classes a plugin gives. */
export interface ComponentProblem {
  readonly code: 'OTAI_PLUGIN_NAME_INVALID' | 'OTAI_PLUGIN_NAME_DUPLICATE' | 'OTAI_PLUGIN_CLASS_INVALID';
  readonly reason: string;
}

/**
 * Collects what one plugin brings, from its injectables and its `setup(registry)`: components for configs, providers for Nest.
 * It is the registry that `setup` gets.
 */
export class PluginComponents implements PluginRegistry {
  readonly components: Component[] = [];
  readonly providers: Provider[] = [];
  readonly problems: ComponentProblem[] = [];
  readonly #checked = new Set<unknown>();

  /** @param plugin - the prefix of the plugin's components, `null` for what a host hands over without a plugin */
  constructor(private readonly plugin: string | null) {}

  /** Adds what the factory's `injectables()` returned; its `setup(registry)` may add to it. */
  addInjectables(injectables: readonly PluginInjectable[]): void {
    for (const [i, injectable] of injectables.entries()) {
      // Under ESM a class that is imported in a circle is still undefined when the list is made.
      const given: unknown = injectable;
      if (given === undefined || given === null)
        throw new TypeError(`entry ${i + 1} is ${given === null ? 'null' : 'undefined'}: do its files import each other in a circle?`);
      this.#addInjectable(injectable);
    }
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
    // One that asks for its entry's params exists only as an entry under `services:`: nothing else could build it.
    if (needsEntry(implementation, options)) return;
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
    this.#checkConstructor(typeof injectable === 'object' && 'useClass' in injectable ? injectable.useClass : injectable);
    const found = typeof type === 'function' ? KINDS.flatMap((kind) => readComponentMetadata(kind, type) ?? []) : [];
    for (const metadata of found) this.#register(metadata.kind, metadata.name, type as Type<object>, {});
    // A configured service is built once for each of its entries under `services:`, in a module of that entry: not here.
    if (!found.some((metadata) => metadata.kind === 'service')) this.providers.push(injectable);
  }

  #register(kind: ComponentKind, name: string, type: Type<object>, options: RegistrationOptions, contract?: Contract): void {
    this.#checkConstructor(type);
    const other = this.components.find((component) => component.kind === kind && component.type !== type && answers(component, name, type));
    if (!isComponentName(name)) {
      this.problems.push({ code: 'OTAI_PLUGIN_NAME_INVALID', reason: `the ${kind} name "${name}" (${type.name}) is not snake_case` });
    } else if (other !== undefined) {
      this.problems.push({ code: 'OTAI_PLUGIN_NAME_DUPLICATE', reason: describeClash(other, name, type) });
    } else {
      this.#keep(this.#component(kind, name, type, options, contract));
    }
  }

  #checkConstructor(type: unknown): void {
    if (this.#checked.has(type) || !hasUnknownParameters(type)) return;
    this.#checked.add(type);
    const reason = `${type.name} has constructor parameters, but nothing says what to inject`;
    this.problems.push({ code: 'OTAI_PLUGIN_CLASS_INVALID', reason });
  }

  /** Registering a class again under its name adds to what is known of it. */
  #keep(component: Component): void {
    const at = this.components.findIndex(
      ({ kind, name, type }) => kind === component.kind && name === component.name && type === component.type,
    );
    const known = this.components[at];
    if (known === undefined) this.components.push(component);
    else this.components[at] = { ...component, contracts: [...new Set([...known.contracts, ...component.contracts])] };
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
      effect: options.effect ?? metadata?.effect,
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

/** Whether a service's constructor asks for what only an entry under `services:` has. */
function needsEntry(type: Type<object>, options: RegistrationOptions): boolean {
  const params = options.params ?? readComponentMetadata('service', type)?.params ?? NoParams;
  const asked = (Reflect.getMetadata('design:paramtypes', type) as readonly unknown[] | undefined) ?? [];
  return asked.some((wanted) => wanted === ServiceContext || (wanted === params && params !== NoParams));
}

/** Whether a component already has a name that a new one would answer to: declared names and class names count alike. */
function answers(component: Component, name: string, type: Type<object>): boolean {
  const taken = [component.name, component.type.name];
  return taken.includes(name) || taken.includes(type.name);
}

function describeClash(other: Component, name: string, type: Type<object>): string {
  const taken = [other.name, other.type.name].includes(name) ? name : type.name;
  return `two ${other.kind}s answer to "${taken}": ${other.type.name} ("${other.name}") and ${type.name} ("${name}")`;
}
