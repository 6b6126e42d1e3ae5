import type { Type } from '../api/contract.js';
import { isOpen, readParamFields, type ParamFieldMetadata } from '../api/params/param-metadata.js';
import { bindParams } from './bind-params.js';
import { compileObject } from './compile-object.js';
import { readFieldRules, type FieldRules } from './field-rules.js';
import type { FieldSchema } from './field-schema.js';
import { frozenCopy } from './frozen-copy.js';
import { ParamsClassError } from './params-class.error.js';
import type { ParamsBinding, ParamsSource } from './params-binding.js';
import { PLAIN_SOURCE } from './plain-source.js';
import { ParamsError } from './params.error.js';
import type { Plan } from './plan.js';
import type { Site } from './site.js';
import { readValueType } from './value-type.js';

const schemas = new WeakMap<Type<object>, ParamsSchema>();
const NO_RULES: FieldRules = { rules: [], conditions: [], isOptional: false, isNested: false };

/**
 * What a params class asks for, read once from its decorators, its types and its initializers.
 * It checks raw params, fills in defaults and compiles what is left to do while a pipeline runs.
 */
export class ParamsSchema<P extends object = object> {
  /** The params class. */
  readonly type: Type<P>;
  /** By name, in the order in which the class declares them. */
  readonly fields: ReadonlyMap<string, FieldSchema>;
  /** `@AllowUnknownParams()`: keys that are not declared are kept. */
  readonly allowsUnknown: boolean;

  /** The schema of a class, made at the first call. Throws `OTAI_PARAMS_CLASS_INVALID` when the class cannot work. */
  static of<P extends object>(type: Type<P>): ParamsSchema<P> {
    const known = schemas.get(type) as ParamsSchema<P> | undefined;
    return known ?? new ParamsSchema(type);
  }

  private constructor(type: Type<P>) {
    this.type = type;
    this.allowsUnknown = isOpen(type);
    // Known before its fields are, so that a class can hold itself: a tree.
    schemas.set(type, this);
    try {
      this.fields = this.#readFields();
    } catch (error) {
      schemas.delete(type);
      throw error;
    }
  }

  /**
   * Checks raw params (as YAML gave them) and compiles their templates. Never throws for what is wrong with them: see `problems`.
   * `raw` may be `undefined` or `null` for "none given". It is not kept.
   */
  bind<S>(raw: unknown, source: ParamsSource<S>): ParamsBinding<P, S> {
    return bindParams(this, raw, source);
  }

  /** Checks params that hold no templates (`{{` is just text). Throws a `ParamsError` with every problem. */
  parse(raw: unknown): P {
    const binding = this.bind<undefined>(raw, PLAIN_SOURCE);
    if (binding.problems.length > 0) throw new ParamsError(binding.problems);
    return binding.render(undefined);
  }

  /** @internal One object of this class within params that are being compiled. */
  compile<S>(raw: unknown, site: Site<S>): Plan<S> {
    return compileObject(this, raw, site);
  }

  #readFields(): ReadonlyMap<string, FieldSchema> {
    const rules = readFieldRules(this.type);
    const metadata = readParamFields(this.type);
    const initial = this.#construct();
    const declared = new Set([...metadata.keys(), ...rules.keys()]);
    const inOrder = new Set([...Object.keys(initial).filter((name) => declared.has(name)), ...declared]);
    return new Map(
      [...inOrder].map((name) => [name, this.#readField(name, rules.get(name) ?? NO_RULES, metadata.get(name) ?? {}, initial[name])]),
    );
  }

  #readField(name: string, known: FieldRules, metadata: ParamFieldMetadata, initial: unknown): FieldSchema {
    const type = readValueType({ ...known, owner: this.type, name, metadata, schemaOf: (nested) => ParamsSchema.of(nested) });
    const { rules, conditions } = known;
    const isOptional = known.isOptional || initial === null;
    return {
      name,
      type: { ...type, isOptional: isOptional || conditions.length > 0 },
      required: initial === undefined && !isOptional && conditions.length === 0,
      isOptional,
      default: freezeDefault(initial, type.schema),
      description: metadata.description,
      example: metadata.example,
      constraints: rules.map((rule) => ({ name: rule.name, arguments: rule.constraints, each: rule.each, text: rule.requirement })),
      variables: metadata.variables,
      rules,
      conditions,
    };
  }

  #construct(): Record<string, unknown> {
    try {
      return new this.type() as Record<string, unknown>;
    } catch (cause) {
      throw new ParamsClassError({ type: this.type }, 'cannot be constructed without arguments', {
        hint: 'a params class only declares fields; give them initializers instead of a constructor',
        cause,
      });
    }
  }
}

/** The default is shared by all instances, so it is frozen; a nested params object of the class' own is too. */
function freezeDefault(initial: unknown, schema: ParamsSchema | undefined): unknown {
  return schema !== undefined && initial instanceof schema.type ? Object.freeze(initial) : frozenCopy(initial);
}
