import { Fault } from '../errors.js';
import { addEntries } from '../globals.js';
import { Dict } from '../runtime/dict.js';
import { type DictLike, dictEntries, dictGet, dictHas, dictKeys } from '../runtime/dict-access.js';
import { reprOf } from '../runtime/text.js';
import type { Run } from '../runtime/run.js';
import { DictView, Tuple, type Value } from '../runtime/values.js';
import { method } from './define.js';
import { owned } from './owned.js';
import type { MethodDefinition, MethodTable } from './methods.js';

const NOTHING: unique symbol = Symbol('no default');

function get(dict: DictLike, key: Value, fallback: Value): Value {
  return dictHas(dict, key) ? dictGet(dict, key) : fallback;
}

function pop(run: Run, dict: DictLike, key: Value, fallback: Value): Value {
  const own = owned(run, dict);
  if (dictHas(own, key)) {
    const value = own.get(key);
    own.delete(key);
    return value;
  }
  if (fallback === NOTHING) throw new Fault('VALUE', `The dict has no key ${reprOf(run, key)}; give pop() a second value for that case.`);
  return fallback;
}

function popLast(run: Run, dict: DictLike): Value {
  const own = owned(run, dict);
  const last = dictEntries(own).at(-1);
  if (last === undefined) throw new Fault('VALUE', 'The dict is empty.');
  own.delete(last[0]);
  return new Tuple(last);
}

function setDefault(run: Run, dict: DictLike, key: Value, fallback: Value): Value {
  const own = owned(run, dict);
  if (!own.has(key)) own.set(key, fallback);
  return own.get(key);
}

const update: MethodDefinition = {
  parameters: 'variadic',
  call: (run, self, args, keywords) => {
    const own = owned(run, self);
    for (const source of args) addEntries(run, own, source);
    for (const [name, value] of keywords) own.set(name, value);
    return null;
  },
};

function clear(run: Run, dict: DictLike): null {
  owned(run, dict).clear();
  return null;
}

export const DICT_METHODS: MethodTable = new Map<string, MethodDefinition>([
  ['get', method(['key', ['default', null]], (_run, self: DictLike, [key, fallback]) => get(self, key, fallback))],
  ['keys', method([], (_run, self: DictLike) => new DictView('keys', dictKeys(self)))],
  [
    'values',
    method(
      [],
      (_run, self: DictLike) =>
        new DictView(
          'values',
          dictEntries(self).map(([, value]) => value),
        ),
    ),
  ],
  [
    'items',
    method(
      [],
      (_run, self: DictLike) =>
        new DictView(
          'items',
          dictEntries(self).map((entry) => new Tuple(entry)),
        ),
    ),
  ],
  ['copy', method([], (_run, self: DictLike) => Dict.from(dictEntries(self)))],
  ['pop', method(['key', ['default', NOTHING]], (run, self: DictLike, [key, fallback]) => pop(run, self, key, fallback))],
  ['popitem', method([], popLast)],
  ['setdefault', method(['key', ['default', null]], (run, self: DictLike, [key, fallback]) => setDefault(run, self, key, fallback))],
  ['update', update],
  ['clear', method([], clear)],
]);
