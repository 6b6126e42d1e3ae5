import type { DynamicModule } from '@nestjs/common';
import { makeModuleClass } from './module-class.js';
import type { LoadedPlugin } from './plugin.loader.js';

/**
 * Makes a plugin's providers a Nest module that exports all of them.
 *
 * @param shared - the module of what every plugin may inject, such as `Clock`
 */
export function toPluginModule(plugin: LoadedPlugin, shared: DynamicModule): DynamicModule {
  const module = makeModuleClass(`OtaiPlugin(${plugin.name})`);
  const providers = [...plugin.providers];
  return {
    module,
    imports: [shared, ...plugin.imports],
    providers,
    exports: providers.map((provider) => (typeof provider === 'function' ? provider : provider.provide)),
  };
}
