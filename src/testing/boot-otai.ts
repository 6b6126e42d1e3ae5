import type { ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModule, type TestingModuleBuilder } from '@nestjs/testing';
import type { PluginFactory } from '../api/plugin/plugin-factory.js';
import { getServiceToken } from '../api/service.decorator.js';
import { ComponentRegistry } from '../discovery/component.registry.js';
import type { OtaiModuleOptions } from '../module/otai.options.js';
import { OtaiModule } from '../otai.module.js';
import { PipelineService } from '../pipeline/pipeline.service.js';
import type { RunOptions } from '../pipeline/run.js';
import type { RunResult } from '../pipeline/run-result.js';
import { TestingPlugin } from './testing.plugin.js';

/** How to boot a config in a test. */
export interface BootOptions extends Pick<
  OtaiModuleOptions,
  'cwd' | 'hostDir' | 'autoStart' | 'role' | 'shutdownTimeout' | 'cleanupTimeout'
> {
  /** The plugins under test: classes, or names of installed packages. `base` and `testing` are always there; nothing else is discovered. */
  readonly plugins?: readonly (string | (new () => PluginFactory))[] | undefined;
  /** What `get_env` can read. Default: nothing. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Providers of the host application, e.g. its own pipes. */
  readonly providers?: ModuleMetadata['providers'];
  /** Modules of the host application. */
  readonly imports?: ModuleMetadata['imports'];
  /** Replaces providers: `(builder) => builder.overrideProvider(Clock).useValue(clock)`. */
  readonly override?: ((builder: TestingModuleBuilder) => TestingModuleBuilder) | undefined;
}

/** A booted config. */
export class BootedOtai {
  constructor(
    /** Nest's own testing module, with all a Nest test can do. */
    readonly module: TestingModule,
  ) {}

  get pipelines(): PipelineService {
    return this.module.get(PipelineService, { strict: false });
  }

  get registry(): ComponentRegistry {
    return this.module.get(ComponentRegistry, { strict: false });
  }

  /** A configured service, by its key under `services:`. */
  service<T>(id: string): T {
    return this.module.get<T>(getServiceToken(id), { strict: false });
  }

  run(pipeline: string, options?: RunOptions): Promise<RunResult> {
    return this.pipelines.run(pipeline, options);
  }

  close(): Promise<void> {
    return this.module.close();
  }
}

/**
 * Boots a config as an application would, with the real module, and gives the way to run it.
 *
 * @param config - the YAML itself, or the config as an object with its root key
 * @throws ConfigError | PluginLoadError (as rejections) as an application would
 *
 * @example
 *     const app = await bootOtai(yaml, { plugins: [MyPlugin] });
 *     const result = await app.run('route_tickets');
 *     await app.close();
 */
export async function bootOtai(config: string | object, options: BootOptions = {}): Promise<BootedOtai> {
  const { plugins = [], env = {}, providers = [], imports = [], override, ...rest } = options;
  const source = typeof config === 'string' ? { text: config } : { config };
  const otai = OtaiModule.forRoot({ autoStart: false, ...rest, ...source, env, dotenv: false, plugins: [TestingPlugin, ...plugins] });
  const builder = Test.createTestingModule({ imports: [otai, ...imports], providers });
  const module = await (override?.(builder) ?? builder).compile();
  try {
    return new BootedOtai(await module.init());
  } catch (error) {
    // What was opened before something failed to open is closed again: a test run goes on after this.
    await module.close();
    throw error;
  }
}
