import { didYouMean } from '../api/did-you-mean.js';
import type { ComponentKind } from '../api/metadata.js';
import { normalizePluginName, useName, type Component } from './component.js';

/** A `use:` that names nothing, and what to do about it. */
export interface UnknownComponent {
  readonly message: string;
  readonly hint: string | undefined;
}

/**
 * Every component that a config of this application can name. It holds; it neither finds nor builds.
 *
 * A component answers to `<plugin>:<declared name>` and `<plugin>:<ClassName>`, one of the host to both without prefix.
 */
export class ComponentRegistry {
  readonly #byUse = new Map<string, Component>();
  readonly #components: Component[] = [];

  /** Adds a component. Returns the one that already has one of its names, if any; nothing is replaced. */
  add(component: Component): Component | undefined {
    const keys = [component.name, component.type.name].map((name) => key(component.kind, component.plugin, name));
    const other = keys.map((k) => this.#byUse.get(k)).find((found) => found !== undefined && found.type !== component.type);
    if (other !== undefined) return other;
    for (const k of keys) if (!this.#byUse.has(k)) this.#byUse.set(k, component);
    this.#components.push(component);
    return undefined;
  }

  /** All components, in the order they were added. */
  all(kind?: ComponentKind): readonly Component[] {
    return kind === undefined ? this.#components : this.#components.filter((component) => component.kind === kind);
  }

  /** What `use:` names. */
  find(kind: ComponentKind, use: string): Component | undefined {
    const at = use.indexOf(':');
    return at < 0
      ? this.#byUse.get(key(kind, null, use))
      : this.#byUse.get(key(kind, normalizePluginName(use.slice(0, at)), use.slice(at + 1)));
  }

  /** Why `use:` names nothing: the wrong kind, a missing prefix, a plugin that is not there, or a slip of the keyboard. */
  explainUnknown(kind: ComponentKind, use: string): UnknownComponent {
    const message = `there is no ${kind} "${use}"`;
    const hint = this.#otherKind(kind, use) ?? this.#prefixed(kind, use) ?? this.#similar(kind, use) ?? this.#noPlugin(use);
    return { message, hint: hint ?? this.#allOf(kind, use) };
  }

  /** Whether a config can name this pipe. The bare name of a plugin's pipe is enough here. */
  hasPipe(name: string): boolean {
    return this.#has('pipe', name);
  }

  /** Whether a config can name this service. The bare name of a plugin's service is enough here. */
  hasService(name: string): boolean {
    return this.#has('service', name);
  }

  /** Whether a config can name this trigger. The bare name of a plugin's trigger is enough here. */
  hasTrigger(name: string): boolean {
    return this.#has('trigger', name);
  }

  #has(kind: ComponentKind, name: string): boolean {
    return this.find(kind, name) !== undefined || this.#named(kind, name) !== undefined;
  }

  #named(kind: ComponentKind, name: string): Component | undefined {
    return this.#components.find((component) => component.kind === kind && (component.name === name || component.type.name === name));
  }

  #otherKind(kind: ComponentKind, use: string): string | undefined {
    const other = (['pipe', 'service', 'trigger'] as const).find((k) => k !== kind && this.find(k, use) !== undefined);
    return other && `"${use}" is a ${other}, and a ${other} cannot stand here`;
  }

  #prefixed(kind: ComponentKind, use: string): string | undefined {
    const component = use.includes(':') ? undefined : this.#named(kind, use);
    return component && `write it with its plugin: "${useName(component)}"`;
  }

  #similar(kind: ComponentKind, use: string): string | undefined {
    const candidates = this.all(kind).flatMap((component) => spellings(component, use));
    const similar = didYouMean(use, candidates);
    return similar && `did you mean "${similar}"?`;
  }

  #noPlugin(use: string): string | undefined {
    const plugin = use.includes(':') ? normalizePluginName(use.slice(0, use.indexOf(':'))) : undefined;
    if (plugin === undefined || this.#components.some((component) => component.plugin === plugin)) return undefined;
    return `no plugin "${plugin}" is loaded: install it (npm install otai-${plugin}), and name it in \`plugins:\` if the config has that list`;
  }

  /** Where nothing is similar: what there is where it was looked for. */
  #allOf(kind: ComponentKind, use: string): string {
    const plugin = use.includes(':') ? normalizePluginName(use.slice(0, use.indexOf(':'))) : null;
    const names = this.all(kind)
      .filter((component) => component.plugin === plugin)
      .map(useName);
    const owner = plugin === null ? 'the application itself' : `plugin "${plugin}"`;
    const prefix = plugin === null ? `; a ${kind} of a plugin is written with its prefix` : '';
    return (names.length === 0 ? `${owner} has no ${kind}s` : `${owner} has ${names.join(', ')}`) + prefix;
  }
}

/** The names by which to compare: class names only for who wrote something that looks like one, so that hints prefer the declared name. */
function spellings(component: Component, use: string): string[] {
  const prefix = component.plugin === null ? '' : `${component.plugin}:`;
  return /[A-Z]/.test(use) ? [prefix + component.type.name, prefix + component.name] : [prefix + component.name];
}

function key(kind: ComponentKind, plugin: string | null, name: string): string {
  return `${kind} ${plugin ?? ''}:${name}`;
}
