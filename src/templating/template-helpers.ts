import { hostFunction, templateFunction, toText } from 'jinja-native';
import type { PipeResult } from '../api/pipe-result.js';
import { FailCalledError, TemplateHelperError } from './template-helper.error.js';
import type { TemplateScope } from './template-scope.js';

/** What to do about a variable that is not set. */
export const SET_VARIABLE = 'set it in the environment or in .env';

/**
 * The six helpers of every template. Their parameter names are those of Open Ticket AI 1.4, since templates may name them
 * (`get_pipe_result('classify', data_key='label')`).
 */
export const TEMPLATE_HELPERS = {
  get_pipe_result: hostFunction(getPipeResult, ['pipe_id', 'data_key']),
  has_failed: hostFunction(hasFailed, ['pipe_id']),
  get_parent_param: hostFunction(getParentParam, ['param_key']),
  get_env: hostFunction(getEnv, ['env_name']),
  at_path: templateFunction(atPath, ['value', 'path']),
  fail: templateFunction(fail, ['message']),
} as const;

function getPipeResult(scope: TemplateScope, id: unknown, key: unknown = 'value'): unknown {
  const result = resultOf(scope, id);
  const value = result.status === 'succeeded' && Object.hasOwn(result.data, String(key)) ? result.data[String(key)] : null;
  if (value !== null && value !== undefined) return value;
  throw new TemplateHelperError(`step ${quote(id)} ${whyNoValue(result, String(key))}`);
}

function hasFailed(scope: TemplateScope, id: unknown): boolean {
  return resultOf(scope, id).status === 'failed';
}

function resultOf(scope: TemplateScope, id: unknown): PipeResult {
  const result = scope.get(String(id));
  if (result === undefined) throw new TemplateHelperError(`no step ${quote(id)} has run before this one`);
  return result;
}

function whyNoValue(result: PipeResult, key: string): string {
  if (result.status === 'skipped') return `was skipped (${result.reason}), so it has no ${quote(key)}`;
  if (result.status === 'failed') return `failed (${result.error.message}), so it has no ${quote(key)}`;
  if (Object.hasOwn(result.data, key)) return `gave none as ${quote(key)}`;
  const keys = Object.keys(result.data);
  return keys.length === 0 ? `gave no data` : `gave no ${quote(key)}; it gave ${keys.map(quote).join(', ')}`;
}

function getParentParam(scope: TemplateScope, key: unknown): unknown {
  const holder = scope.parentParams.find((params) => Object.hasOwn(params, String(key)));
  if (holder === undefined) throw new TemplateHelperError(`no step around this one has a param ${quote(key)}`);
  return holder[String(key)];
}

function getEnv(scope: TemplateScope, name: unknown): string {
  const value = scope.env(String(name));
  if (value === undefined) {
    throw new TemplateHelperError(`environment variable ${cut(name)} is not set`, SET_VARIABLE);
  }
  return value;
}

function atPath(value: unknown, path: unknown): unknown {
  return String(path)
    .split('.')
    .reduce((at, name) => step(at, name, String(path)), value);
}

/** One name of a path: an own key of an object or an index of a list, nothing inherited. */
function step(at: unknown, name: string, path: string): unknown {
  if (typeof at === 'object' && at !== null && name !== '' && Object.hasOwn(at, name) && !(Array.isArray(at) && name === 'length')) {
    return (at as Record<string, unknown>)[name];
  }
  throw new TemplateHelperError(`at_path: there is no ${quote(name)} (of ${quote(path)})`);
}

function fail(message?: unknown): never {
  throw new FailCalledError(message === undefined || message === null ? undefined : toText(message));
}

/** Names can be computed by a template, and be as long as a ticket. */
const LONGEST_NAME = 80;

function cut(name: unknown): string {
  const text = String(name);
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text;
}

function quote(name: unknown): string {
  return `"${cut(name)}"`;
}
