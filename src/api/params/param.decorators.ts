import { IsDefined, ValidateNested } from 'class-validator';
import type { Type } from '../contract.js';
import { extendParamField, markOpen, type ParamNeed } from './param-metadata.js';

/** Says what a param is for, for `otai components`, the generated reference and the JSON Schema. */
export function Describe(description: string, options: { readonly example?: unknown } = {}): PropertyDecorator {
  return (prototype, field) => extendParamField(prototype, field, { description, ...options });
}

/** How often a nested params class stands in a field: once, in a list, or as the values of a map. */
export interface NestedOptions {
  readonly container?: 'none' | 'list' | 'map';
}

/**
 * The field holds another params class (or a list or map of them), checked by that class' own decorators.
 * It does what `@ValidateNested()` and class-transformer's `@Type()` do together.
 */
export function Nested(type: () => Type<object>, options: NestedOptions = {}): PropertyDecorator {
  const container = options.container ?? 'none';
  return (prototype, field) => {
    ValidateNested({ each: container !== 'none' })(prototype, field);
    extendParamField(prototype, field, { nested: { type, container } });
  };
}

/**
 * The field is a length of time. YAML may say `PT60S`, `P1DT2H` (ISO 8601), `60s`, `5m`, `1h30m`, `500ms`, `0:01:00`, or a number of seconds;
 * the property holds **milliseconds**.
 */
export function IsDuration(): PropertyDecorator {
  return (prototype, field) => extendParamField(prototype, field, { kind: 'duration' });
}

/** The field is a text that must not be seen; the property holds a `Secret`. */
export function IsSecret(): PropertyDecorator {
  return (prototype, field) => extendParamField(prototype, field, { kind: 'secret' });
}

/** The field is the id of a ticket, a queue and the like: YAML may give a whole number or a text, the property holds a text. */
export function IsTicketId(): PropertyDecorator {
  return (prototype, field) => extendParamField(prototype, field, { kind: 'ticket_id' });
}

/** Options of {@link IsSteps}. */
export interface IsStepsOptions {
  /** The names that templates inside can read, from the raw params of the step that holds them. Default: none. */
  readonly variables?: (rawParams: Readonly<Record<string, unknown>>) => readonly string[];
}

/** The field is a list of nested steps, compiled at boot; the property holds `Steps`. */
export function IsSteps(options: IsStepsOptions = {}): PropertyDecorator {
  return (prototype, field) => {
    IsDefined()(prototype, field);
    extendParamField(prototype, field, { kind: 'steps', ...options });
  };
}

/**
 * The value of the field asks something of the services the pipe injects that not every one can do. A service whose class says in a static
 * `lacks` that it cannot is then a problem of the config, found before anything runs.
 *
 * @param needs - gives what the raw value (as YAML wrote it, templates and all) asks for; `neededBySearch`, `neededByUpdate` and
 *   `neededByNote` do so for ticket systems
 */
export function Needs(needs: (raw: unknown) => readonly ParamNeed[]): PropertyDecorator {
  return (prototype, field) => extendParamField(prototype, field, { needs });
}

/** The params class keeps keys it does not declare, instead of calling them errors. */
export function AllowUnknownParams(): ClassDecorator {
  return (type) => markOpen(type);
}
