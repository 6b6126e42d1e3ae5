import type { OnModuleInit } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import { OtaiError } from '../api/otai.error.js';
import { getServiceToken } from '../api/service.decorator.js';
import { useName, type Component } from '../discovery/component.js';
import { exploreHost, isSingleton, type ProviderWrapper } from '../discovery/host.explorer.js';
import { cleanUpPlugins, type CleanablePlugin } from '../discovery/plugin.cleanup.js';
import type { ModuleGraph } from './module-graph.js';
import { guardOpening } from './opening.guard.js';
import type { CompiledApplication } from '../pipeline/application.compiler.js';

/** A pipe, trigger or configured service that Nest builds anew for each request has no instance a pipeline could call. Code `OTAI_COMPONENT_NOT_SINGLETON`. */
export class NotSingletonError extends OtaiError {
  constructor(components: readonly Component[]) {
    const list = components.map((component) => `${component.type.name} (${component.kind} ${useName(component)})`).join(', ');
    super('OTAI_COMPONENT_NOT_SINGLETON', `not a singleton: ${list}`, {
      hint: 'what a config names must not be request-scoped or transient, nor inject something that is: keep what belongs to one run in the PipeContext',
    });
  }
}

/** What Nest has built: all providers, and by class those of the host that a config can name. */
interface Built {
  readonly providers: readonly ProviderWrapper[];
  readonly host: ReadonlyMap<unknown, ProviderWrapper>;
}

/**
 * Puts the instances that Nest has built into the places the compiled pipelines hold for them.
 *
 * It runs when every provider exists and none has been opened: its module is the one all others import, so Nest calls its hook first.
 */
export class InstanceBinder implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly application: CompiledApplication,
    private readonly parts: { readonly graph: ModuleGraph; readonly plugins: readonly CleanablePlugin[] },
  ) {}

  /** A start that ends here would leave the plugins as they are: Nest shuts nothing down that never came up. */
  async onModuleInit(): Promise<void> {
    try {
      this.#bind();
    } catch (error) {
      await cleanUpPlugins(this.parts.plugins);
      throw error;
    }
  }

  #bind(): void {
    const host = new Map(exploreHost(this.discovery).map(({ component, wrapper }) => [component.type, wrapper]));
    const built = { providers: this.discovery.getProviders(), host };
    const services = [...this.application.services].map(([id, { slot }]) => ({
      slot,
      wrapper: this.#findService(id, slot.component, built),
    }));
    const bound = [...this.application.slots.map((slot) => ({ slot, wrapper: this.#find(slot.component, built) })), ...services];
    const wrong = bound.filter(({ wrapper }) => wrapper !== undefined && !isSingleton(wrapper));
    if (wrong.length > 0) throw new NotSingletonError(wrong.map(({ slot }) => slot.component));
    for (const { slot, wrapper } of bound) slot.bind(wrapper?.instance as object);
    for (const { wrapper } of services) guardOpening(wrapper?.instance, () => cleanUpPlugins(this.parts.plugins));
  }

  #find({ plugin, type }: Component, { providers, host }: Built): ProviderWrapper | undefined {
    if (plugin === null) return host.get(type);
    const module: unknown = this.parts.graph.plugins.get(plugin)?.module;
    return providers.find((wrapper) => wrapper.host?.metatype === module && wrapper.token === (type as unknown));
  }

  /** The instance of an entry under `services:`: in a module of its own, or a plain provider of the host. */
  #findService(id: string, { type }: Component, { providers, host }: Built): ProviderWrapper | undefined {
    const module: unknown = this.parts.graph.services.get(id)?.module;
    const own = providers.find((wrapper) => wrapper.host?.metatype === module && wrapper.token === getServiceToken(id));
    return own ?? host.get(type);
  }
}
