import { ValidateBy } from 'class-validator';
import type { Type } from '../api/contract.js';
import { Nested } from '../api/params/param.decorators.js';

/**
 * The field is something of the helpdesk (a queue, a person) by its id or name, of which one must be given.
 *
 * A search for a queue without a name would find every ticket, and an update would take the queue away:
 * that is what a template that gave nothing would do.
 */
export function NamesOne(type: () => Type<object>): PropertyDecorator {
  const isNamed = ValidateBy({
    name: 'namesOne',
    validator: { validate: namesSomething, defaultMessage: () => 'names nothing: give an id or a name' },
  });
  return (prototype, field) => {
    Nested(type)(prototype, field);
    isNamed(prototype, field);
  };
}

function namesSomething(value: unknown): boolean {
  return Object.values(value as object).some((part) => part !== undefined && part !== '');
}
