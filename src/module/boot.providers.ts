import type { Provider } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { LoadedConfig } from '../config/config.loader.js';
import { isComponentName, type Component } from '../discovery/component.js';
import type { ComponentRegistry } from '../discovery/component.registry.js';
import { exploreHost } from '../discovery/host.explorer.js';
import { cleanUpPlugins, type PluginSet } from '../discovery/plugin.discovery.js';
import { reportStart } from './start.report.js';
import type { OtaiModuleAsyncOptions, OtaiOptionsFactory, OtaiRuntimeOptions } from './otai.options.js';
import { compileApplication, type CompiledApplication } from '../pipeline/application.compiler.js';
import type { EnvReader } from '../templating/template-scope.js';

/** Tokens of what the modules of one application share. Fixed strings: each application has its own providers under them. */
export const RUNTIME_OPTIONS = 'otai:runtime-options';
export const COMPILED_APPLICATION = 'otai:compiled-application';
export const ENV_READER = 'otai:env-reader';

/** The runtime options, in whichever way the host supplies them. */
export function runtimeOptionsProviders(options: OtaiModuleAsyncOptions): Provider[] {
  const { useFactory, useClass, useExisting, inject = [], extraProviders = [] } = options;
  if (useFactory !== undefined)
    return [...extraProviders, { provide: RUNTIME_OPTIONS, useFactory: useFactory as never, inject: [...inject] }];
  const factory = useExisting ?? useClass;
  if (factory === undefined) return [{ provide: RUNTIME_OPTIONS, useValue: {} satisfies OtaiRuntimeOptions }];
  const own: Provider[] = useClass === undefined ? [] : [useClass];
  return [
    ...extraProviders,
    ...own,
    { provide: RUNTIME_OPTIONS, useFactory: (made: OtaiOptionsFactory) => made.createOtaiOptions(), inject: [factory] },
  ];
}

/** Reads variables: what DI supplied, else the environment over `.env`. */
export function envReaderProvider(loaded: LoadedConfig): Provider {
  return {
    provide: ENV_READER,
    inject: [RUNTIME_OPTIONS],
    useFactory: ({ env }: OtaiRuntimeOptions): EnvReader => {
      const supplied = typeof env === 'function' ? env : (name: string) => env?.[name];
      return (name) => supplied(name) ?? loaded.env[name];
    },
  };
}

/**
 * Compiles the config while Nest builds its providers: every class is known by then, and nothing has been opened yet.
 * A config with problems ends the start here, with all of them at once, after the plugins were cleaned up.
 */
export function compiledApplicationProvider(loaded: LoadedConfig, plugins: PluginSet): Provider {
  return {
    provide: COMPILED_APPLICATION,
    inject: [DiscoveryService, ENV_READER],
    useFactory: async (discovery: DiscoveryService, env: EnvReader): Promise<CompiledApplication> => {
      // Here and not in forRoot, which runs before the application has set its logger.
      reportStart(loaded, plugins);
      try {
        for (const { component } of exploreHost(discovery)) addHostComponent(component, plugins.registry, loaded);
        const compiled = compileApplication(loaded, plugins.registry, env);
        loaded.problems.throwIfAny();
        return compiled;
      } catch (error) {
        await cleanUpPlugins(plugins.plugins);
        throw error;
      }
    },
  };
}

function addHostComponent(component: Component, registry: ComponentRegistry, { problems }: LoadedConfig): void {
  const { kind, name, type } = component;
  const other = isComponentName(name) ? registry.add(component) : undefined;
  if (other !== undefined) {
    const message = `${type.name} and ${other.type.name} of the application are both the ${kind} "${name}"`;
    problems.add({ code: 'duplicate_component', path: [], message, hint: 'rename one of them' });
  } else if (!isComponentName(name)) {
    const message = `${type.name} of the application is the ${kind} "${name}", which is not snake_case`;
    problems.add({ code: 'invalid_component_name', path: [], message, hint: 'names are like my_pipe' });
  }
}
