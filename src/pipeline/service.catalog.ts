import type { Contract, InjectMap } from '../api/contract.js';
import { didYouMean } from '../api/did-you-mean.js';
import type { ConfigPath } from '../config/config-path.js';
import type { ServiceEntry } from '../config/otai-config.js';
import type { ProblemList } from '../config/problem-list.js';
import { fulfils, useName, type Component } from '../discovery/component.js';
import { InstanceSlot } from './compiled-pipeline.js';
import { RateLimit } from './rate-limit.js';

/** A configured service: its entry, its class, and the place of the instance Nest will build. */
export interface CatalogedService {
  readonly entry: ServiceEntry;
  readonly component: Component;
  readonly slot: InstanceSlot<object>;
  /** What all who use it must heed. */
  readonly rateLimit: RateLimit;
}

/** Something that asks for services: a step, or a service. */
export interface Injection {
  /** What the component declares. */
  readonly wanted: InjectMap;
  /** What the config gives. */
  readonly given: Readonly<Record<string, string>>;
  readonly component: Component;
  readonly path: ConfigPath;
}

/** All configured services, and the check that who asks for one gets one of the right kind. */
export class ServiceCatalog {
  readonly #services = new Map<string, CatalogedService>();
  /** Ids under `services:` whose component is unknown: already reported, so that who injects them is not blamed as well. */
  readonly #broken = new Set<string>();

  /** @param renderers - ids of entries that are no services, though they stand there */
  constructor(
    private readonly problems: ProblemList,
    private readonly renderers: readonly string[] = [],
  ) {}

  add(entry: ServiceEntry, component: Component): void {
    this.#services.set(entry.id, { entry, component, slot: new InstanceSlot(component), rateLimit: new RateLimit() });
  }

  addBroken(id: string): void {
    this.#broken.add(id);
  }

  get(id: string): CatalogedService | undefined {
    return this.#services.get(id);
  }

  all(): readonly CatalogedService[] {
    return [...this.#services.values()];
  }

  /** The services under the names the component asks for. Everything that does not fit is a problem. */
  resolve(injection: Injection): ReadonlyMap<string, CatalogedService> {
    this.#reportUnwanted(injection);
    const resolved = new Map<string, CatalogedService>();
    for (const [name, contract] of Object.entries(injection.wanted)) {
      const service = this.#resolveOne(injection, name, contract);
      if (service !== undefined) resolved.set(name, service);
    }
    return resolved;
  }

  #resolveOne(injection: Injection, name: string, contract: Contract): CatalogedService | undefined {
    const id = injection.given[name];
    const path = [...injection.path, 'injects', name];
    if (id === undefined) return this.#reportMissing(injection, name, contract);
    const service = this.#services.get(id);
    if (service === undefined) return this.#broken.has(id) ? undefined : this.#reportUnknown(id, path, contract);
    if (fulfils(service.component, contract)) return service;
    const message = `is "${id}" (${useName(service.component)}), which is no ${contract.name}`;
    this.problems.add({ code: 'wrong_service', path, message, hint: this.#candidatesHint(contract) });
    return undefined;
  }

  #reportMissing({ component, path }: Injection, name: string, contract: Contract): undefined {
    const [candidate, ...others] = this.#candidates(contract);
    const or = others.length === 0 ? '' : `, or one of ${others.join(', ')}`;
    const hint = candidate === undefined ? this.#candidatesHint(contract) : `write injects: { ${name}: ${candidate} }${or}`;
    const message = `is missing: ${useName(component)} needs a ${contract.name}`;
    this.problems.add({ code: 'missing_service', path: [...path, 'injects', name], message, hint });
  }

  #reportUnknown(id: string, path: ConfigPath, contract: Contract): undefined {
    if (this.renderers.includes(id)) {
      const message = `is "${id}", the template renderer, which is no ${contract.name}`;
      this.problems.add({ code: 'wrong_service', path, message, hint: this.#candidatesHint(contract) });
      return;
    }
    const similar = didYouMean(id, this.#candidates(contract)) ?? didYouMean(id, this.#services.keys());
    const hint = similar === undefined ? this.#candidatesHint(contract) : `did you mean "${similar}"?`;
    this.problems.add({ code: 'unknown_service', path, message: `is "${id}", but there is no such service`, hint });
  }

  #reportUnwanted({ wanted, given, component, path }: Injection): void {
    for (const name of Object.keys(given).filter((key) => !Object.hasOwn(wanted, key))) {
      const names = Object.keys(wanted);
      const similar = didYouMean(name, names);
      const list = names.length === 0 ? 'it takes no services' : `it takes ${names.join(', ')}`;
      const hint = similar === undefined ? list : `did you mean "${similar}"?`;
      const message = `is no service that ${useName(component)} takes`;
      this.problems.add({ code: 'unknown_inject', path: [...path, 'injects', name], at: 'key', message, hint });
      if (similar !== undefined) this.problems.excuse([...path, 'injects', similar]);
    }
  }

  #candidates(contract: Contract): string[] {
    return this.all()
      .filter(({ component }) => fulfils(component, contract))
      .map(({ entry }) => entry.id);
  }

  #candidatesHint(contract: Contract): string {
    const candidates = this.#candidates(contract);
    return candidates.length === 0 ? `configure a ${contract.name} under services:` : `there are ${candidates.join(', ')}`;
  }
}
