import { NoParams, type InjectMap, type ServicesOf, type Type } from './contract.js';
import { writeComponentMetadata, type PipeEffect } from './metadata.js';
import type { PipeHandler } from './pipe-context.js';

/** What `@Pipe` and `registry.registerPipe` can say of a pipe beside its name. */
export interface PipeOptions<P extends object, I extends InjectMap> {
  /** The class whose class-validator decorators describe the params. Default: no params. */
  readonly params?: Type<P>;
  /** The services the pipe uses: name in YAML -> contract. Default: none. */
  readonly injects?: I;
  /** One sentence for `otai components` and the generated reference. */
  readonly description?: string;
  /** What executing it does, for the recovery of interrupted runs. Default `once`, the most careful. */
  readonly effect?: PipeEffect;
}

/**
 * Makes a class a pipe that YAML can name: `use: my_pipe` in the host app, `use: my-plugin:my_pipe` from a plugin.
 *
 * The class is an ordinary Nest provider (a stateless singleton) with an `execute(context)`; a class without it, or with other
 * params or services than declared here, does not compile.
 *
 * @param name - snake_case, unique within its plugin
 */
export function Pipe<P extends object = NoParams, const I extends InjectMap = Record<never, never>>(
  name: string,
  options: PipeOptions<P, I> = {},
): <T extends Type<PipeHandler<NoInfer<P>, ServicesOf<NoInfer<I>>>>>(target: T) => void {
  return (target) =>
    writeComponentMetadata(target, {
      kind: 'pipe',
      name,
      params: options.params ?? NoParams,
      injects: options.injects ?? {},
      description: options.description,
      effect: options.effect,
    });
}
