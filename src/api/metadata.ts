import type { InjectMap, Type } from './contract.js';

/**
 * Metadata keys are fixed strings, so that decorators and explorers of two copies of this library still understand each other
 * (the second copy is then reported, instead of its classes being silently not found).
 */
export const PIPE_METADATA = 'otai:pipe';
export const SERVICE_METADATA = 'otai:service';
export const TRIGGER_METADATA = 'otai:trigger';

/** The three kinds of components that a config can name. */
export type ComponentKind = 'pipe' | 'service' | 'trigger';

/** What a component decorator writes on its class. */
export interface ComponentMetadata {
  readonly kind: ComponentKind;
  /** The declared name, snake_case, without the plugin's prefix. */
  readonly name: string;
  readonly params: Type<object>;
  readonly injects: InjectMap;
  readonly description: string | undefined;
}

const KEYS = { pipe: PIPE_METADATA, service: SERVICE_METADATA, trigger: TRIGGER_METADATA } as const;

/** Writes the metadata of a component; only the decorators and the plugin registry call it. */
export function writeComponentMetadata(target: object, metadata: ComponentMetadata): void {
  Reflect.defineMetadata(KEYS[metadata.kind], metadata, target);
}

/** Reads what `@Pipe`, `@Service` or `@Trigger` wrote on this very class (not on one it extends), or `undefined`. */
export function readComponentMetadata(kind: ComponentKind, target: object): ComponentMetadata | undefined {
  return Reflect.getOwnMetadata(KEYS[kind], target) as ComponentMetadata | undefined;
}
