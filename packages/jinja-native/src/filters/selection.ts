import { typeFault } from '../errors.js';
import { type FilterDefinition, type Invocation, variadicFilter } from '../registry.js';
import { argumentFault, type Keywords } from '../runtime/callables.js';
import { stringOf } from '../runtime/compare.js';
import { isUndefined, type Value } from '../runtime/values.js';
import { itemsOf } from '../runtime/iterate.js';
import { attributeGetter, truth } from './shared.js';

type Args = readonly Value[];

/** `map('filter', args…)` or `map(attribute='name', default=…)` */
function map(invocation: Invocation, value: Value, args: Args, keywords: Keywords): Value {
  const items = selectable(invocation, value);
  const [name, ...rest] = args;
  if (args.length === 0 && keywords.has('attribute')) return mapAttribute(invocation, items, keywords);
  const filterName = stringOf(name);
  if (filterName === undefined) throw argumentFault("The filter map needs the name of a filter or attribute='name'.");
  return items.map((item) => invocation.filter(filterName, item, rest, keywords));
}

function mapAttribute(invocation: Invocation, items: Args, keywords: Keywords): Value {
  for (const name of keywords.keys()) {
    if (name !== 'attribute' && name !== 'default')
      throw argumentFault(`The filter map has no argument '${name}' beside attribute and default.`);
  }
  return items.map(attributeGetter(invocation, keywords.get('attribute'), keywords.get('default')));
}

/** The items; whatever is false, such as none or 0, counts as an empty list here. */
function selectable({ run }: Invocation, value: Value): Args {
  return truth(value) ? itemsOf(run, value) : [];
}

type Choose = (item: Value) => boolean;

/** The test a selection names, applied to what `subject` gives; without a name, truth. */
function chooser(invocation: Invocation, subject: (item: Value) => Value, args: Args, keywords: Keywords): Choose {
  const [name, ...rest] = args;
  if (args.length === 0) return (item) => truth(subject(item));
  const testName = stringOf(name);
  if (testName === undefined) throw typeFault('The name of a test must be text.');
  return (item) => invocation.test(testName, subject(item), rest, keywords);
}

function selecting(name: string, wanted: boolean): FilterDefinition {
  return variadicFilter(name, (invocation, value, args, keywords) => {
    const choose = chooser(invocation, (item) => item, args, keywords);
    return selectable(invocation, value).filter((item) => choose(item) === wanted);
  });
}

function selectingAttribute(name: string, wanted: boolean): FilterDefinition {
  return variadicFilter(name, (invocation, value, args, keywords) => {
    const [attribute, ...rest] = args;
    if (args.length === 0 || isUndefined(attribute)) throw argumentFault(`The filter ${name} needs the name of an attribute.`);
    const choose = chooser(invocation, attributeGetter(invocation, attribute), rest, keywords);
    return selectable(invocation, value).filter((item) => choose(item) === wanted);
  });
}

export const SELECTION_FILTERS: readonly FilterDefinition[] = [
  variadicFilter('map', map),
  selecting('select', true),
  selecting('reject', false),
  selectingAttribute('selectattr', true),
  selectingAttribute('rejectattr', false),
];
