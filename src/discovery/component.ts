import type { Contract, InjectMap, Type } from '../api/contract.js';
import type { ComponentKind, PipeEffect } from '../api/metadata.js';

/** A pipe, service or trigger that a config can name, wherever it came from. */
export interface Component {
  readonly kind: ComponentKind;
  /** The plugin part of its name (`base`, `hf-local`), or `null` for a provider of the host application. */
  readonly plugin: string | null;
  /** The declared name, snake_case. */
  readonly name: string;
  readonly type: Type<object>;
  readonly params: Type<object>;
  readonly injects: InjectMap;
  readonly description: string | undefined;
  /** The contracts it was registered for by hand, beside those it extends. */
  readonly contracts: readonly Contract[];
  /** Of a pipe: what executing it does. Default `once`. */
  readonly effect?: PipeEffect | undefined;
}

/** What a config writes behind `use:`: `base:fetch_tickets`, or `my_pipe` for the host's own. */
export function useName(component: Component): string {
  return component.plugin === null ? component.name : `${component.plugin}:${component.name}`;
}

/** Whether a service class fulfils a contract: is it, extends it, or was registered for it. */
export function fulfils(component: Component, contract: Contract): boolean {
  const type: unknown = component.type;
  return type === contract || component.type.prototype instanceof contract || component.contracts.includes(contract);
}

const NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/** Whether a declared component name is well formed: snake_case, starting with a letter. */
export function isComponentName(name: string): boolean {
  return NAME.test(name);
}

/** `HFClassificationService` -> `hf_classification_service`: the declared name of a service that was registered without one. */
export function snakeCase(className: string): string {
  return className
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

/**
 * The plugin part of a `use:` in its one form: `otai_base`, `otai-base` and `open_ticket_ai.base` are `base`, `hf_local` is `hf-local`.
 * Configs of Open Ticket AI 1.4 and its documentation use all of these.
 */
export function normalizePluginName(plugin: string): string {
  return plugin.replace(/^(otai[-_]|open_ticket_ai\.)/, '').replaceAll('_', '-');
}
