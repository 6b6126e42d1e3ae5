import { ValidateBy, type ValidationArguments } from 'class-validator';

/** The field is one text or a list of texts, none of them empty. */
export function IsTextOrTexts(): PropertyDecorator {
  return ValidateBy({
    name: 'isTextOrTexts',
    validator: {
      validate: (value: unknown) => [value].flat().every((text) => typeof text === 'string' && text !== ''),
      defaultMessage: () => '$property must be a text or a list of texts, none of them empty',
    },
  });
}

/** The field is one of the names that another field of the same params lists. */
export function IsOneOfField(other: string): PropertyDecorator {
  const listed = (args?: ValidationArguments) => (Object(args?.object) as Record<string, readonly unknown[] | undefined>)[other] ?? [];
  return ValidateBy({
    name: 'isOneOfField',
    constraints: [other],
    validator: {
      validate: (value, args) => listed(args).includes(value),
      defaultMessage: (args) => `$property must be one of ${other}: ${listed(args).join(', ')}`,
    },
  });
}
