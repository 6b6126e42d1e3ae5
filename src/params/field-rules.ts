import { ValidationTypes, getMetadataStorage } from 'class-validator';
import type { Type } from '../api/contract.js';
import { ParamsClassError } from './params-class.error.js';
import { Rule, asynchronous, type ValidationMetadata } from './rule.js';

/** `@ValidateIf`: whether the rules of a field apply. */
export type Condition = (owner: object, value: unknown) => boolean;

/** All that class-validator's decorators say of one field. */
export interface FieldRules {
  readonly rules: readonly Rule[];
  readonly conditions: readonly Condition[];
  /** `@IsOptional()`. */
  readonly isOptional: boolean;
  /** `@ValidateNested()`, which `@Nested()` brings along. */
  readonly isNested: boolean;
}

const NONE: FieldRules = { rules: [], conditions: [], isOptional: false, isNested: false };

/** Reads what class-validator's decorators say of a class and those it extends, by field. Throws when it says what params cannot do. */
export function readFieldRules(type: Type<object>): ReadonlyMap<string, FieldRules> {
  const fields = new Map<string, FieldRules>();
  for (const metadata of getMetadataStorage().getTargetValidationMetadatas(type, '', false, false)) {
    const known = fields.get(metadata.propertyName) ?? NONE;
    fields.set(metadata.propertyName, { ...known, ...readMetadata(type, metadata, known) });
  }
  return fields;
}

/** Whether class-validator knows anything of a class. */
export function hasFieldRules(type: Type<object>): boolean {
  return getMetadataStorage().getTargetValidationMetadatas(type, '', false, false).length > 0;
}

function readMetadata(type: Type<object>, metadata: ValidationMetadata, known: FieldRules): Partial<FieldRules> {
  switch (metadata.type) {
    case ValidationTypes.WHITELIST:
      return {};
    case ValidationTypes.NESTED_VALIDATION:
      return { isNested: true };
    case ValidationTypes.CONDITIONAL_VALIDATION:
      if (metadata.name === 'isOptional') return { isOptional: true };
      return { conditions: [...known.conditions, metadata.constraints[0] as Condition] };
    case ValidationTypes.PROMISE_VALIDATION:
      throw new ParamsClassError({ type, field: metadata.propertyName }, 'is declared as a promise', {
        hint: 'a param is a value from YAML or a template: remove @ValidatePromise()',
      });
    default:
      return { rules: [...known.rules, ...readConstraints(type, metadata)] };
  }
}

function readConstraints(type: Type<object>, metadata: ValidationMetadata): Rule[] {
  const constraints = getMetadataStorage().getTargetValidatorConstraints(metadata.constraintCls);
  const field = metadata.propertyName;
  if (constraints.length === 0) {
    throw new ParamsClassError({ type, field }, `is validated by ${metadata.constraintCls.name}, which class-validator does not know`, {
      hint: `decorate ${metadata.constraintCls.name} with @ValidatorConstraint()`,
    });
  }
  return constraints.map((constraint) => {
    if (constraint.async) throw asynchronous(type, field, metadata.name ?? constraint.name);
    return new Rule(metadata, constraint);
  });
}
