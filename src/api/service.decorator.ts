import type { LoggerService } from '@nestjs/common';
import { NoParams, type InjectMap, type NoServices, type Type } from './contract.js';
import { writeComponentMetadata } from './metadata.js';

/** What `@Service` can say of a service beside its name. */
export interface ServiceOptions<P extends object, I extends InjectMap> {
  /** The class whose class-validator decorators describe the params. Default: no params. */
  readonly params?: Type<P>;
  /** Other configured services this one uses: name in YAML -> contract. Default: none. */
  readonly injects?: I;
  /** One sentence for `otai components` and the generated reference. */
  readonly description?: string;
}

/**
 * Makes a class a service that YAML can configure under `services:`. One YAML entry is one instance, built once by Nest.
 *
 * The constructor is ordinary Nest DI. Beside any provider of the plugin it can ask for its params class (this entry's params)
 * and for {@link ServiceContext}. Open connections in `onModuleInit`, close them in `onModuleDestroy` or `onApplicationShutdown`.
 *
 * A service fulfils a contract by extending it (`class Helpdesk extends TicketSystem`).
 *
 * @param name - snake_case, unique within its plugin
 */
export function Service<P extends object = NoParams, const I extends InjectMap = Record<never, never>>(
  name: string,
  options: ServiceOptions<P, I> = {},
): (target: Type<object>) => void {
  return (target) =>
    writeComponentMetadata(target, {
      kind: 'service',
      name,
      params: options.params ?? NoParams,
      injects: options.injects ?? {},
      description: options.description,
    });
}

/**
 * What Nest can inject into a configured service, beside its params class: which YAML entry it is, and what it may use.
 *
 * @example
 *     constructor(private readonly params: CrmParams, private readonly context: ServiceContext<{ classifier: Classifier }>) {}
 */
export class ServiceContext<S extends object = NoServices> {
  constructor(
    /** The key under `services:`. */
    readonly id: string,
    /** The services that `injects` names. */
    readonly services: S,
    /** A logger that knows the service's id. */
    readonly logger: LoggerService,
    /** The folder that relative paths in params start from: the config file's, else the working directory. */
    readonly baseDir: string,
  ) {}
}

/** The Nest token of a configured service, for `overrideProvider(getServiceToken('helpdesk'))` in tests or `@Inject(...)` in a host app. */
export function getServiceToken(id: string): string {
  return `otai:service:${id}`;
}
