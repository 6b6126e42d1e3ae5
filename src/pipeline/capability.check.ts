import { readParamFields } from '../api/params/param-metadata.js';
import type { ReportedProblem } from '../config/problem-list.js';
import type { StepEntry } from '../config/otai-config.js';
import { useName, type Component } from '../discovery/component.js';
import type { CatalogedService } from './service.catalog.js';

/**
 * What the params of a step ask for that a service it injects cannot do. The service's class says what it lacks, and why;
 * what the params need is said under `@Needs`.
 */
export function findLacks(entry: StepEntry, pipe: Component, { entry: { id }, component }: CatalogedService): ReportedProblem[] {
  const lacks = lacksOf(component);
  if (lacks.size === 0) return [];
  return [...readParamFields(pipe.params)].flatMap(([name, { needs }]) =>
    (needs?.(entry.params[name]) ?? []).flatMap(({ capability, path }) => {
      const reason = lacks.get(capability);
      const message = `asks for ${capability}, which "${id}" (${useName(component)}) lacks: ${reason}`;
      return reason === undefined ? [] : [{ code: 'missing_capability', path: [...entry.path, 'params', name, ...path], message }];
    }),
  );
}

/** The static `lacks` of a service's class. */
function lacksOf({ type }: Component): ReadonlyMap<string, string> {
  const { lacks } = type as { readonly lacks?: Readonly<Record<string, string>> };
  return new Map(Object.entries(lacks ?? {}));
}
