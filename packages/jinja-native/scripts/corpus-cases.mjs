/* The corpus of Jinja2 results: reads it, renders every case, and says what is right. Used by the test and by `npm run corpus`. */
import { readFileSync } from 'node:fs';

/** Categories that configurations rely on: nothing may fail there. */
export const PERFECT = ['product-config', 'product-tests', 'docs', 'config-plain', 'yaml-blocks', 'realistic', 'helpers'];

const LISTS = 'map, select and their kin give lists here, so everything that takes a list takes their results';
const FUNCTIONS = 'a function cannot be the value of a template; it is an error that says how to call it';

/** Cases that are decided otherwise than in Jinja2, with the reason. All of them are quirks, none is of tier core. */
export const DEVIATIONS = {
  'attr-item-004': FUNCTIONS,
  'helpers-075': FUNCTIONS,
  'helpers-104': FUNCTIONS,
  'attr-item-029': 'the internals of Python objects are not readable; it is an error',
  'str-methods-066': 'there are no bytes; encode() is an error',
  'unicode-057': 'characters by name (\\N{...}) are an error',
  'container-methods-014': 'a view of a dict is returned as an array',
  'comments-globals-001': 'a range is returned as an array',
  'filters-number-082': LISTS,
  'filters-list-028': LISTS,
  'filters-list-115': LISTS,
  'filters-list-117': LISTS,
  'filters-list-119': LISTS,
  'filters-list-120': LISTS,
  'filters-list-121': LISTS,
  'filters-list-123': LISTS,
  'filters-list-124': LISTS,
  'filters-dict-json-024': LISTS,
};

const FLOATS = { inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY, nan: Number.NaN };

class Attributes {
  constructor(values) {
    Object.assign(this, values);
  }
}

class FailMarker {}

function decode(value, library) {
  if (Array.isArray(value)) return value.map((item) => decode(item, library));
  if (typeof value !== 'object' || value === null) return value;
  if ('$float' in value) return library.float(FLOATS[value.$float] ?? Number(value.$float));
  if ('$tuple' in value) return decode(value.$tuple, library);
  const entries = Object.entries(value.$obj ?? value).map(([key, item]) => [key, decode(item, library)]);
  return '$obj' in value ? new Attributes(Object.fromEntries(entries)) : Object.fromEntries(entries);
}

function sameDict(actual, pairs) {
  if (typeof actual !== 'object' || actual === null) return false;
  const entries = actual instanceof Map ? [...actual] : Object.entries(actual);
  return (
    entries.length === pairs.length &&
    pairs.every(([key, item]) => entries.some((entry) => matches(entry[0], key) && matches(entry[1], item)))
  );
}

/** Whether a JavaScript value is the Python value: numbers by value, tuples as arrays, dicts as objects or Maps. */
function matches(actual, { t, v }) {
  switch (t) {
    case 'none':
      return actual === null;
    case 'undefined':
      return actual === undefined;
    case 'bigint':
      return typeof actual === 'bigint' && String(actual) === v;
    case 'float':
      return Object.is(actual, FLOATS[v] ?? v);
    case 'list':
    case 'tuple':
      return Array.isArray(actual) && actual.length === v.length && v.every((item, index) => matches(actual[index], item));
    case 'dict':
      return sameDict(actual, v);
    case 'failmarker':
      return actual instanceof FailMarker;
    default:
      return ['bool', 'int', 'str'].includes(t) && actual === v;
  }
}

const FIELDS = new Set(['succeeded', 'was_skipped', 'message', 'data']);

function pipeOf({ variables }, id) {
  const results = variables.pipe_results ?? {};
  if (variables.pipe_results === null || !Object.hasOwn(results, id)) throw new Error(`Pipe ${id} not found`);
  const extra = Object.keys(results[id]).filter((key) => !FIELDS.has(key));
  if (extra.length > 0) throw new Error(`Unexpected fields: ${extra.join(', ')}`);
  return results[id];
}

function getPipeResult(host, id, key = 'value') {
  const value = pipeOf(host, id).data?.[key];
  if (value === null || value === undefined) throw new Error(`Data key '${key}' not found in pipe '${id}'`);
  return value;
}

function hasFailed(host, id) {
  const result = pipeOf(host, id);
  return result.succeeded !== true && result.was_skipped !== true;
}

function getParentParam({ variables }, key) {
  const params = variables.parent_params ?? {};
  if (!Object.hasOwn(params, key)) throw new Error(`parent param '${key}' not found`);
  return params[key];
}

function getEnv({ env }, name) {
  if (env[name] === undefined) throw new Error(`environment variable '${name}' not found`);
  return env[name];
}

function atPath(_host, value, path) {
  const parts = path.split('.');
  if (parts.length < 2 || parts.includes('')) throw new Error("Path must match the format '*.*'");
  return parts.reduce((current, part) => {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) throw new Error(`'${part}' not found`);
    return current[part];
  }, value);
}

function fail(_host, ...args) {
  if (args.length > 0) throw new TypeError('fail() takes no arguments');
  return new FailMarker();
}

function helpers({ hostFunction }) {
  return {
    get_pipe_result: hostFunction(getPipeResult, ['pipe_id', 'data_key']),
    has_failed: hostFunction(hasFailed, ['pipe_id']),
    get_parent_param: hostFunction(getParentParam, ['param_key']),
    get_env: hostFunction(getEnv, ['env_name']),
    at_path: hostFunction(atPath, ['value', 'path']),
    fail: hostFunction(fail),
  };
}

function renderCase(environment, item, variables) {
  const before = JSON.stringify(variables);
  try {
    const value = environment.compile(item.template, item.name).render(variables, { variables, env: item.env ?? {} });
    return JSON.stringify(variables) === before ? { value } : { value: 'THE INPUT WAS CHANGED' };
  } catch (error) {
    return { error };
  }
}

function isRight({ expected }, result) {
  if ('value' in expected) return 'value' in result && matches(result.value, expected.value);
  return 'error' in result && (expected.lineno === undefined || result.error.line === expected.lineno);
}

function show(result) {
  if ('error' in result) return `error ${result.error}`;
  return JSON.stringify(result.value, (_key, item) => (typeof item === 'bigint' ? `${item}n` : item)) ?? 'undefined';
}

/** Renders every case and tells for each whether it is right, decided otherwise, or wrong. */
export function runCorpus(library) {
  const file = JSON.parse(readFileSync(new URL('../test/fixtures/cases.json', import.meta.url), 'utf8'));
  const environment = new library.Environment({ globals: helpers(library), reservedNames: ['pipe_results', 'params', 'parent_params'] });
  return file.cases.map((item) => {
    const context = item.context?.$ref === undefined ? (item.context ?? {}) : file.contexts[item.context.$ref];
    const result = renderCase(environment, item, decode(context, library));
    const { name, category, tier, template, expected } = item;
    const verdict = isRight(item, result) ? 'right' : Object.hasOwn(DEVIATIONS, name) ? 'decided' : 'wrong';
    return { name, category, tier, template, verdict, note: `expected ${JSON.stringify(expected)}, got ${show(result)}` };
  });
}
