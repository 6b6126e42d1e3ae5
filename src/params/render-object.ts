import type { Type } from '../api/contract.js';
import { judge, judgeAlone, type Case } from './judge.js';
import { ABSENT, type Render } from './plan.js';
import { Problems } from './problems.js';

/** A field whose value only a run can tell. */
export interface DynamicField<S> extends Case {
  readonly name: string;
  readonly render: Render<S>;
  /** The shared default, when it is a list or an object. */
  readonly fallback: unknown;
}

/** What a params object is made of while a pipeline runs. */
export interface ObjectParts<S> {
  readonly type: Type<object>;
  /** What is known since boot and differs from what the class gives. */
  readonly constants: readonly (readonly [name: string, value: unknown])[];
  readonly fields: readonly DynamicField<S>[];
  /** Those under `@ValidateIf`, which are rendered last and whose problems may not count. */
  readonly conditional: readonly DynamicField<S>[];
  /** Keys that the class does not declare. */
  readonly extras: readonly { readonly name: string; readonly render: Render<S> }[];
  /** Fields known since boot whose rules look at one that is not. */
  readonly pending: readonly Case[];
}

type Params = Record<string, unknown>;

/** The function that makes one params object for one step: it runs for each step of each run, so it allocates nothing but the object. */
export function renderObject<S>(parts: ObjectParts<S>): Render<S> {
  const { constants, fields, extras, conditional, pending } = parts;
  const Params = parts.type as unknown as new () => Params;
  const judged: readonly Case[] = [...fields.filter(({ field }) => field.rules.length > 0), ...pending];
  return (scope, problems) => {
    const before = problems.count;
    const params = new Params();
    for (const [name, value] of constants) params[name] = value;
    for (const field of fields) assign(field, params, field.render(scope, problems));
    for (const extra of extras) params[extra.name] = extra.render(scope, problems);
    const held = conditional.length === 0 ? conditional : renderConditional(conditional, params, scope);
    if (problems.count === before) {
      for (const item of judged) judge(item, params, problems);
      for (const item of held) judge(item, params, problems);
    } else judgeRest(judged, params, problems);
    return Object.freeze(params);
  };
}

function assign<S>(field: DynamicField<S>, params: Params, value: unknown): void {
  if (value !== ABSENT) params[field.name] = value;
  else if (field.fallback !== undefined) params[field.name] = field.fallback;
}

function renderConditional<S>(conditional: readonly DynamicField<S>[], params: Params, scope: S): readonly Case[] {
  return conditional.map((field) => {
    const held = new Problems();
    const value = field.render(scope, held);
    if (held.count === 0) assign(field, params, value);
    return { field: field.field, path: field.path, rendered: true, held };
  });
}

/** Something could not be rendered: the other values are judged on their own, so that every problem is told at once. */
function judgeRest(judged: readonly Case[], params: Params, problems: Problems): void {
  for (const item of judged) if (!problems.touches(item.path)) judgeAlone(item, params, problems);
}
