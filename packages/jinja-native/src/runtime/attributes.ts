import { Fault, typeFault } from '../errors.js';
import { methodOf } from '../methods/methods.js';
import { TemplateCallable } from './callables.js';
import { dictGet, dictHas, hasOwnValue, ownValue } from './dict-access.js';
import { isSimpleText } from './iterate.js';
import { adopt } from './own.js';
import { quote } from './quote.js';
import type { Run } from './run.js';
import { isDict, isPlainMap, ownerName } from './types.js';
import { Dict } from './dict.js';
import { Markup, Namespace, Range, Tuple, Undefined, type Value } from './values.js';

/** What every Python object has and no template here can see; silently missing would be a wrong value. */
const PYTHON_INTERNALS =
  /^__(?:class|dict|doc|module|init|new|subclasses|mro|bases?|globals|code|builtins|getattribute|len|str|repr|call|iter|hash|sizeof)__$/;

/** A missing attribute or item, with the sentence for later. */
function missing(owner: Value, key: Value): Undefined {
  if (typeof key === 'string' && PYTHON_INTERNALS.test(key))
    throw typeFault(`'${key}' is internal to Python and cannot be read by a template.`);
  return new Undefined(() =>
    typeof key === 'string'
      ? `'${ownerName(owner)}' has no attribute ${quote(key)}`
      : `${ownerName(owner)} has no element ${typeof key === 'number' ? key : 'of that key'}`,
  );
}

function refuseUndefined(value: Value): void {
  if (value === undefined) throw new Fault('UNDEFINED', 'The value is undefined');
  if (value instanceof Undefined) throw new Fault('UNDEFINED', value.message);
}

/** `object.name`: a method or attribute of the value first, then its item of that name. */
export function getAttribute(run: Run, object: Value, name: string): Value {
  refuseUndefined(object);
  const attribute = attributeOf(run, object, name);
  if (attribute !== undefined) return attribute;
  const item = isDict(object) ? dictGet(object, name) : undefined;
  return item === undefined ? missing(object, name) : item;
}

/** `object | attr(name)`: methods and attributes, not items. */
export function getAttributeOnly(run: Run, object: Value, name: string): Value {
  refuseUndefined(object);
  const attribute = attributeOf(run, object, name);
  return attribute === undefined ? missing(object, name) : attribute;
}

function attributeOf(run: Run, object: Value, name: string): Value {
  const method = methodOf(object, name);
  if (method !== undefined || typeof object !== 'object' || object === null) return method;
  if (object instanceof Namespace) return object.attributes.get(name);
  if (object instanceof TemplateCallable) return object.attribute(name);
  if (object instanceof Tuple) return object.items[object.names?.indexOf(name) ?? -1];
  if (isOpaque(object) && hasOwnValue(object, name)) return adopt(run, ownValue(object, name));
  return undefined;
}

/** Objects of a class of the host: only their own data properties can be read. */
function isOpaque(object: object): boolean {
  return !(Array.isArray(object) || isDict(object) || object instanceof Tuple || object instanceof Markup || object instanceof Range);
}

/** `object[key]`: the item first, then a method or attribute of that name. */
export function getItem(run: Run, object: Value, key: Value): Value {
  refuseUndefined(object);
  const item = itemOf(object, key);
  if (item !== undefined) return item;
  const name = key instanceof Markup ? key.text : key;
  const attribute = typeof name === 'string' ? attributeOf(run, object, name) : undefined;
  return attribute === undefined ? missing(object, key) : attribute;
}

function itemOf(object: Value, key: Value): Value {
  if (typeof object === 'object' && object !== null && isDict(object)) return dictItem(object, key);
  const index = typeof key === 'boolean' ? Number(key) : key;
  if (typeof index !== 'number' || !Number.isSafeInteger(index)) return undefined;
  if (Array.isArray(object)) return (object as readonly Value[])[index < 0 ? index + object.length : index];
  if (object instanceof Tuple) return object.items[index < 0 ? index + object.items.length : index];
  if (object instanceof Range) return rangeItem(object, index);
  if (typeof object === 'string') return characterAt(object, index);
  return object instanceof Markup ? markupCharacter(object, index) : undefined;
}

function dictItem(object: Dict | Map<unknown, unknown> | Record<string, unknown>, key: Value): Value {
  if (!(object instanceof Dict) && !isPlainMap(object)) return dictGet(object, key);
  const hashable = !(Array.isArray(key) || isDict(key));
  return hashable && dictHas(object, key) ? dictGet(object, key) : undefined;
}

function markupCharacter({ text }: Markup, index: number): Value {
  const char = characterAt(text, index);
  return typeof char === 'string' ? new Markup(char) : undefined;
}

function rangeItem(range: Range, index: number): Value {
  const at = index < 0 ? index + range.length : index;
  return at >= 0 && at < range.length ? range.at(at) : undefined;
}

function characterAt(text: string, index: number): Value {
  const units: string | string[] = isSimpleText(text) ? text : Array.from(text);
  return units[index < 0 ? index + units.length : index];
}
