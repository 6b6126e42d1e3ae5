import { getMetadataStorage, type ValidationArguments, type ValidatorConstraintInterface } from 'class-validator';
import type { Type } from '../api/contract.js';
import { Secret } from '../api/secret.js';
import { BUILT_IN_RULES, type BuiltInRule, type Test } from './built-in-rules.js';
import { ParamsClassError } from './params-class.error.js';
import { fillMessage, predicateOf } from './rule-message.js';
import { showValue } from './show-value.js';

/** What class-validator remembers of one decorator on one field. */
export type ValidationMetadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

type ConstraintMetadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidatorConstraints']>[number];

/** A value that does not satisfy a rule. */
export interface Judged {
  readonly value: unknown;
  /** The params object that holds the value, with all its other fields set. */
  readonly owner: object;
  /** Whether a template gave the value. */
  readonly rendered: boolean;
}

/** One decorator of class-validator on one field, read once. */
export class Rule {
  readonly #metadata: ValidationMetadata;
  readonly #constraint: ConstraintMetadata;
  readonly #builtIn: BuiltInRule | undefined;
  #executor: ValidatorConstraintInterface | undefined;

  /** As registered: `isInt`, `min`; for a custom validator its own name. */
  readonly name: string;
  /** Whether it judges every element of a list instead of the list. */
  readonly each: boolean;
  /** Judges the value alone. `undefined` for a validator that has to be asked, and may look at the other fields. */
  readonly test: Test | undefined;

  constructor(metadata: ValidationMetadata, constraint: ConstraintMetadata) {
    this.#metadata = metadata;
    this.#constraint = constraint;
    this.name = metadata.name ?? constraint.name;
    // `undefined` at run time when the decorator has other options.
    ({ each: this.each = false } = metadata);
    this.#builtIn = recognise(this.name, metadata, constraint);
    this.test = metadata.validateIf === undefined ? this.#builtIn?.compile(this.constraints) : undefined;
  }

  /** The arguments of the decorator. */
  get constraints(): readonly unknown[] {
    return this.#metadata.constraints ?? [];
  }

  /** Whether it is one of class-validator's own that {@link BUILT_IN_RULES} knows. */
  get isBuiltIn(): boolean {
    return this.#builtIn !== undefined;
  }

  /** The `message` its author gave to the decorator, if any. */
  get hasOwnMessage(): boolean {
    return Boolean(this.#metadata.message);
  }

  /** Whether a value of a field of `owner` satisfies it. Of a secret the text is judged. May throw whatever a custom validator throws. */
  holds(value: unknown, owner: object): boolean {
    const inner = value instanceof Secret ? value.reveal() : value;
    if (this.test !== undefined) return this.test(inner);
    if (this.#metadata.validateIf?.(owner, inner) === false) return true;
    const verdict: unknown = this.#execute().validate(inner, this.#args(inner, owner));
    if (isThenable(verdict)) throw this.#asynchronous();
    return Boolean(verdict);
  }

  /** What is wrong, to be read after the name of the param. */
  describe(judged: Judged): string {
    const secret = judged.value instanceof Secret;
    const args = this.#args(judged.value, judged.owner);
    if (this.hasOwnMessage) return predicateOf(fillMessage(this.#metadata.message ?? '', args));
    const words = this.#builtIn?.words ?? this.#execute().defaultMessage?.(args) ?? '';
    const text = predicateOf(fillMessage(words, args)) || `does not satisfy ${this.name}`;
    return this.#builtIn === undefined || secret || isContainer(judged.value)
      ? text
      : `${text}, but is ${showValue(judged.value, judged.rendered)}`;
  }

  /** What the rule asks for, when there is no value to speak of. */
  get requirement(): string {
    const args = this.#args(undefined, {});
    const words = this.#builtIn?.words ?? '';
    return predicateOf(fillMessage(words, args)) || this.name;
  }

  #execute(): ValidatorConstraintInterface {
    return (this.#executor ??= this.#constraint.instance);
  }

  #args(value: unknown, object: object): ValidationArguments {
    const { propertyName: property } = this.#metadata;
    return { targetName: object.constructor.name, property, object, value, constraints: this.#metadata.constraints as unknown[] };
  }

  #asynchronous(): ParamsClassError {
    const { target, propertyName } = this.#metadata;
    return asynchronous(target as Type<object>, propertyName, this.name);
  }
}

/** Validators that answer with a promise cannot be asked at boot. */
export function asynchronous(type: Type<object>, field: string, name: string): ParamsClassError {
  return new ParamsClassError({ type, field }, `has an asynchronous validator, ${name}`, {
    hint: 'params are checked while templates render, which cannot wait: check it in the pipe or in onModuleInit of the service instead',
  });
}

/** Finds the table's entry. The default message tells class-validator's own from somebody else's validator of the same name. */
function recognise(name: string, metadata: ValidationMetadata, constraint: ConstraintMetadata): BuiltInRule | undefined {
  const builtIn = BUILT_IN_RULES.get(name);
  if (builtIn === undefined) return undefined;
  const args = { targetName: '', property: '', object: {}, value: undefined, constraints: metadata.constraints as unknown[] };
  const says = constraint.instance.defaultMessage?.(args);
  return says !== undefined && predicateOf(says) === builtIn.says ? builtIn : undefined;
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
