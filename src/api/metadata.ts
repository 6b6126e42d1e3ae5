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
  /** Of a pipe: what executing it does. */
  readonly effect?: PipeEffect | undefined;
}

/**
 * What executing a pipe does to the world, which decides what happens to a step that a crash interrupted.
 * - `none`: nothing; its result follows from its params, so it is not kept: the step is executed again
 * - `idempotent`: what twice is as good as once, such as reading, or writing through a ticket system (whose writes are known again):
 *   a finished step is not executed again, an interrupted one is
 * - `once`: what must not happen twice: the pipe's `recover` decides about an interrupted step; without one, the run fails and its ticket is set aside
 */
export type PipeEffect = 'none' | 'idempotent' | 'once';

const KEYS = { pipe: PIPE_METADATA, service: SERVICE_METADATA, trigger: TRIGGER_METADATA } as const;

/** Writes the metadata of a component; only the decorators and the plugin registry call it. */
export function writeComponentMetadata(target: object, metadata: ComponentMetadata): void {
  Reflect.defineMetadata(KEYS[metadata.kind], metadata, target);
}

/** Reads what `@Pipe`, `@Service` or `@Trigger` wrote on this very class (not on one it extends), or `undefined`. */
export function readComponentMetadata(kind: ComponentKind, target: object): ComponentMetadata | undefined {
  return Reflect.getOwnMetadata(KEYS[kind], target) as ComponentMetadata | undefined;
}
