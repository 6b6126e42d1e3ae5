import { TemplateError } from './errors.js';
import { DEFAULT_LIMITS } from './limits.js';
import { Run } from './runtime/run.js';
import { textOf } from './runtime/text.js';

/**
 * The value as a template prints it, like Python's `str()`: `None`, `True`, `[1, 'a']`, `{'k': 0.5}`; text stays as it is and
 * undefined is nothing.
 *
 * @throws TemplateError when the value is a function or nests deeper than the default limits allow
 */
export function toText(value: unknown): string {
  const run = new Run({}, undefined, DEFAULT_LIMITS, undefined);
  try {
    return textOf(run, value);
  } catch (error) {
    throw error instanceof TemplateError ? error : run.locate(error);
  }
}
