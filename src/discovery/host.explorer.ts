import { Scope } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import { readComponentMetadata, type ComponentKind } from '../api/metadata.js';
import type { Type } from '../api/contract.js';
import type { Component } from './component.js';
import { isMadeModule } from './module-class.js';

/** Nest's record of a provider. Taken from the service, because the class itself is not part of Nest's public API. */
export type ProviderWrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** A provider of the host application that carries `@Pipe`, `@Service` or `@Trigger`. */
export interface HostComponent {
  readonly component: Component;
  readonly wrapper: ProviderWrapper;
}

const KINDS = ['pipe', 'service', 'trigger'] as const satisfies readonly ComponentKind[];

/**
 * Finds the host's own components among Nest's providers. It returns data and registers nothing.
 *
 * Aliases (`useExisting`) are left out, since the class they point to is found itself; providers of plugins and configured services are left out,
 * since they belong to the module that was made for them and not to every application in the process.
 */
export function exploreHost(discovery: DiscoveryService): HostComponent[] {
  const seen = new Set<unknown>();
  return discovery.getProviders().flatMap((wrapper) => {
    if (wrapper.isAlias || isMadeModule(wrapper.host?.metatype) || seen.has(wrapper.token)) return [];
    seen.add(wrapper.token);
    return componentsOf(wrapper);
  });
}

/** Whether one instance serves the whole application: pipes and triggers must, or they have no instance that could be called. */
export function isSingleton(wrapper: ProviderWrapper): boolean {
  return wrapper.scope !== Scope.TRANSIENT && wrapper.isDependencyTreeStatic();
}

/** The token is looked at first: in a test that overrides the provider, it is all that is left of the decorated class. */
function componentsOf(wrapper: ProviderWrapper): HostComponent[] {
  const type = [wrapper.token, wrapper.metatype].find(
    (t) => typeof t === 'function' && KINDS.some((kind) => readComponentMetadata(kind, t)),
  );
  if (typeof type !== 'function') return [];
  return KINDS.flatMap((kind) => readComponentMetadata(kind, type) ?? []).map(({ kind, name, params, injects, description, effect }) => ({
    component: { kind, plugin: null, name, type: type as unknown as Type<object>, params, injects, description, effect, contracts: [] },
    wrapper,
  }));
}
