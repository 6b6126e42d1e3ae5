import { useName, type Component } from '../discovery/component.js';
import type { JsonSchema } from './json-schema.js';

/** The spellings of the built-in plugin's prefix, for the names that the config itself knows. */
const BASE = String.raw`(?:base|otai_base|otai-base|open_ticket_ai\.base):`;

/** What may stand behind `use:`: the names of components, offered by editors, and all their other spellings. */
export function useSchema(components: readonly Component[], further: readonly string[] = []): JsonSchema {
  const offered = components.map((component) => ({
    const: useName(component),
    ...(component.description === undefined ? {} : { description: component.description }),
  }));
  return { anyOf: [...offered, ...[...components.map(usePattern), ...further].map((pattern) => ({ type: 'string', pattern }))] };
}

/** All spellings of a component's name, as the registry understands them. */
export function usePattern({ plugin, name, type }: Component): string {
  const names = `(?:${escape(name)}|${escape(type.name)})`;
  if (plugin === null) return `^${names}$`;
  return String.raw`^(?:otai[\-_]|open_ticket_ai\.)?${escape(plugin).replaceAll('-', '[-_]')}:${names}$`;
}

/** A name that the config knows without any component, such as that of the 1.4 orchestrator. */
export function basePattern(...names: readonly string[]): string {
  return `^${BASE}(?:${names.map(escape).join('|')})$`;
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
