import type { DynamicModule, ForwardReference, Provider, Type as NestType } from '@nestjs/common';
import type { Type } from '../contract.js';
import type { PluginRegistry } from './plugin-registry.js';

/** Marks plugin factories whichever copy of this library they extend. */
const BRAND = Symbol.for('open-ticket-ai:plugin');

/** What a plugin's Nest module may import. */
export type PluginImport = NestType<unknown> | DynamicModule | Promise<DynamicModule> | ForwardReference;

/** Something a plugin brings: a class (decorated or an ordinary injectable), or any other Nest provider. */
export type PluginInjectable = Provider;

/**
 * The entry point of a plugin package: its default export extends this class.
 *
 * Order of calls: `constructor` -> `configure` -> `imports`, `injectables`, `setup` -> `validate` -> … the application runs … -> `cleanup`.
 * Nothing of a plugin is called before its manifest and API range were checked.
 *
 * The package's name gives its components their prefix (`otai-my-plugin`: `my-plugin:…`). A class that is handed over in code has no package:
 * there its own name does, without `Plugin` at the end (`MyPluginPlugin`: `my-plugin:…`).
 *
 * @typeParam C - the class that {@link PluginFactory.params} names
 */
export abstract class PluginFactory<C extends object = object> {
  /** @internal */
  static readonly [BRAND] = true;

  /** The params class of the plugin's own section in the config (`plugins: [{ name: otai-x, params: … }]`). Default: no params. */
  readonly params?: Type<C>;

  /** The classes the plugin brings: pipes, services, triggers, and the ordinary providers they need. All become Nest providers. */
  abstract injectables(): readonly PluginInjectable[];

  /** Nest modules that the plugin's providers need. */
  imports?(): readonly PluginImport[];

  /** Registers by hand what decorators cannot say: a pipe under another name, an implementation of a contract, a scope. */
  setup?(registry: PluginRegistry): void | Promise<void>;

  /** Receives the plugin's own section of the config, validated. Called once, before anything else. */
  configure?(config: C): void | Promise<void>;

  /** Checks what only the plugin can check. Returns one sentence for each problem; the start stops when there is one. */
  validate?(): readonly string[] | void | Promise<readonly string[] | void>;

  /**
   * Gives back what the plugin holds. Called once at shutdown in the reverse order of loading, and also when the start fails half-way.
   * A shutdown waits 10 s for it unless `cleanupTimeout` says otherwise, then goes on.
   */
  cleanup?(): void | Promise<void>;
}

/** Whether `value` is a class that extends {@link PluginFactory}, of this or of another copy of the library. */
export function isPluginFactoryClass(value: unknown): value is new () => PluginFactory {
  return typeof value === 'function' && (value as unknown as Record<symbol, unknown>)[BRAND] === true;
}
