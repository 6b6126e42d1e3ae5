import { typeFault, valueFault } from '../errors.js';
import { filter, type FilterDefinition, type Invocation } from '../registry.js';
import { getAttributeOnly } from '../runtime/attributes.js';
import { stringOf } from '../runtime/compare.js';
import { dictEntries } from '../runtime/dict-access.js';
import { undefinedFault } from '../runtime/iterate.js';
import { sortValues } from '../runtime/sort.js';
import { prettyText } from '../runtime/pretty.js';
import { isDict, typeName } from '../runtime/types.js';
import { isUndefined, Tuple, type Value } from '../runtime/values.js';
import { caseKey, text, truth } from './shared.js';

type Args = readonly Value[];

function fallback(_invocation: Invocation, value: Value, [replacement, alsoFalse]: Args): Value {
  return isUndefined(value) || (truth(alsoFalse) && !truth(value)) ? replacement : value;
}

function dictSort({ run }: Invocation, value: Value, [caseSensitive, by, reverse]: Args): Value {
  if (isUndefined(value)) throw undefinedFault(value);
  if (!isDict(value)) throw typeFault(`The filter dictsort needs a dict, got ${typeName(value)}.`);
  const position = stringOf(by);
  if (position !== 'key' && position !== 'value') throw valueFault("The filter dictsort sorts by 'key' or 'value'.");
  const fold = caseKey(caseSensitive);
  const pairs = dictEntries(value).map((entry) => new Tuple(entry));
  return sortValues(run, pairs, (pair) => fold((pair as Tuple).items[position === 'key' ? 0 : 1]), truth(reverse));
}

function attribute({ run }: Invocation, value: Value, [name]: Args): Value {
  return getAttributeOnly(run, value, text(name, 'The name of an attribute'));
}

function random(): never {
  throw typeFault('The filter random is not supported: templates give the same for the same input.');
}

export const GENERAL_FILTERS: readonly FilterDefinition[] = [
  filter(
    'default',
    [
      ['default_value', ''],
      ['boolean', false],
    ],
    fallback,
  ),
  filter(
    'dictsort',
    [
      ['case_sensitive', false],
      ['by', 'key'],
      ['reverse', false],
    ],
    dictSort,
  ),
  filter('attr', ['name'], attribute),
  filter('pprint', [], ({ run }, value) => prettyText(run, value)),
  filter('random', [], random),
];
