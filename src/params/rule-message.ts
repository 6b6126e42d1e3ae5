import type { ValidationArguments } from 'class-validator';

/** The subject that class-validator's messages begin with; a problem names it by its path. */
const SUBJECT = /^(?:each value in )?\$property /;

/** A message without the subject in front: `$property must be an email` -> `must be an email`. */
export function predicateOf(message: string): string {
  return message.replace(SUBJECT, '');
}

/**
 * Fills the tokens of a message as class-validator does: `$constraint1`, `$value`, `$target`, `$property` (save for the one in front).
 * A value that is no plain text, number or boolean (a `Secret`, say) stays out of it.
 */
export function fillMessage(message: string | ((args: ValidationArguments) => string), args: ValidationArguments): string {
  const text = typeof message === 'function' ? message(args) : message;
  return predicateOf(text).replaceAll(/\$constraint(\d+)|\$value|\$property|\$target/g, (token: string, index: string | undefined) => {
    if (index !== undefined) return printConstraint((args.constraints as unknown[] | undefined)?.[Number(index) - 1]);
    if (token === '$property') return args.property;
    if (token === '$target') return args.targetName;
    return printValue(args.value);
  });
}

function printConstraint(constraint: unknown): string {
  if (Array.isArray(constraint)) return constraint.map(String).join(', ');
  return typeof constraint === 'symbol' ? (constraint.description ?? '') : String(constraint);
}

function printValue(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'the value' : String(value);
}
