import type { Type } from '../../api/contract.js';
import type { Component } from '../../discovery/component.js';
import { ComponentRegistry } from '../../discovery/component.registry.js';
import type { LoadedApplication } from '../../module/load-application.js';

/** The hooks by which Nest opens and closes what it has built. */
const HOOKS = ['onModuleInit', 'onApplicationBootstrap', 'onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown'] as const;

/** An application whose services are built and never opened: no connection, no file, no model. Everything else is as it was. */
export function offlineApplication(application: LoadedApplication): LoadedApplication {
  const registry = new ComponentRegistry();
  for (const component of application.plugins.registry.all())
    registry.add(component.kind === 'service' ? keptClosed(component) : component);
  return { ...application, plugins: { ...application.plugins, registry } };
}

function keptClosed(component: Component): Component {
  return { ...component, type: withoutHooks(component.type) };
}

/** A class of the same name that is one of the same kind, and that Nest neither opens nor closes. */
function withoutHooks(type: Type<object>): Type<object> {
  const closed = { [type.name]: class extends (type as new (...args: never[]) => object) {} }[type.name] as Type<object>;
  for (const hook of HOOKS) {
    if (hook in type.prototype) Object.defineProperty(closed.prototype, hook, { value: undefined, configurable: true, writable: true });
  }
  return closed;
}
