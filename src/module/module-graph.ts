import type { DynamicModule } from '@nestjs/common';

/**
 * The Nest modules made for one application. They are filled in one after the other, since they import each other;
 * whoever holds the graph reads it only when Nest has built everything.
 */
export class ModuleGraph {
  /** By the prefix of the plugin's components. */
  readonly plugins = new Map<string, DynamicModule>();
  /** By the key under `services:`. */
  readonly services = new Map<string, DynamicModule>();

  get all(): readonly DynamicModule[] {
    return [...this.plugins.values(), ...this.services.values()];
  }
}
