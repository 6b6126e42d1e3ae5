import { ValidateBy } from 'class-validator';
import { DERIVED_NAMES } from '../templating/compiled-template.js';
import { TEMPLATE_HELPERS } from '../templating/template-helpers.js';

const NAME = /^[a-z][a-z0-9_]*$/i;

/** What means something else in every template, or inside a loop. */
const KEYWORDS = ['true', 'false', 'none', 'and', 'or', 'not', 'in', 'is', 'if', 'else', 'loop', 'self', 'index'];
const TAKEN: ReadonlySet<string> = new Set([...KEYWORDS, ...Object.keys(DERIVED_NAMES), ...Object.keys(TEMPLATE_HELPERS)]);

/** The field is a name that templates can read, and that hides nothing else. */
export function IsLoopName(): PropertyDecorator {
  return ValidateBy({
    name: 'isLoopName',
    validator: {
      validate: (value) => whatIsWrong(String(value)) === undefined,
      defaultMessage: (args) => whatIsWrong(String(args?.value)) ?? '',
    },
  });
}

function whatIsWrong(name: string): string | undefined {
  if (!NAME.test(name)) return 'must be a name, like ticket';
  return TAKEN.has(name.toLowerCase()) ? `must not be ${name}, which means something else in templates` : undefined;
}
