import type { Contract, InjectMap, Type } from '../contract.js';
import type { PipeEffect } from '../metadata.js';
import type { PipeHandler } from '../pipe-context.js';
import type { TriggerHandler } from '../trigger.decorator.js';

/** How many instances Nest makes of a registered service: one for all (`singleton`), or one for each that asks (`transient`). */
export type ServiceScope = 'singleton' | 'transient';

/** What a hand-registered component can say that a decorator would have said. */
export interface RegistrationOptions {
  readonly params?: Type<object>;
  readonly injects?: InjectMap;
  readonly description?: string;
  /** Of a pipe: what executing it does. */
  readonly effect?: PipeEffect;
}

/** What a hand-registered service can say beside that. */
export interface ServiceRegistrationOptions extends RegistrationOptions {
  /** Default `singleton`. It rules constructor injection; an entry under `services:` is always one instance. */
  readonly scope?: ServiceScope;
  /** The name in YAML. Default: what `@Service` says, else the class name in snake_case. */
  readonly name?: string;
}

/**
 * The components of a plugin while it is being set up, and the way to add to them.
 *
 * Names are the plugin's own, without prefix. Declared names and class names are both known (`my_pipe`, `MyPipe`).
 */
export interface PluginRegistry {
  /** Registers a pipe under `name`, decorated or not. What the class' own `@Pipe` says of params and services holds unless `options` says otherwise. */
  registerPipe(name: string, pipe: Type<PipeHandler<never, never>>, options?: RegistrationOptions): void;

  /**
   * Registers `implementation` for everybody who asks for `contract`: other classes by constructor injection,
   * YAML by the implementation's name or class name, and pipes whose `injects` names the contract.
   */
  registerService<T extends object>(contract: Contract<T>, implementation: Type<T>, options?: ServiceRegistrationOptions): void;

  /** Registers a trigger under `name`, decorated or not. */
  registerTrigger(name: string, trigger: Type<TriggerHandler<never>>, options?: Omit<RegistrationOptions, 'injects'>): void;

  hasPipe(name: string): boolean;
  hasService(name: string): boolean;
  hasTrigger(name: string): boolean;
}
