import { ValidateBy } from 'class-validator';

/** The field is a map from label to text. */
export function IsMapOfTexts(): PropertyDecorator {
  return mapOf('isMapOfTexts', (value) => typeof value === 'string' && value !== '', 'must map labels to texts');
}

/** The field is a map from label to number. */
export function IsMapOfNumbers(): PropertyDecorator {
  return mapOf('isMapOfNumbers', Number.isFinite, 'must map labels to numbers');
}

function mapOf(name: string, test: (value: unknown) => boolean, words: string): PropertyDecorator {
  const validate = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(test);
  return ValidateBy({ name, validator: { validate, defaultMessage: () => `$property ${words}` } });
}
