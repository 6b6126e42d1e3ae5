import { hostFunction } from '../src/index.js';
import { FailMarker } from './corpus.js';

/** What the helpers of the corpus read: the variables of the render and the process environment. */
export interface HelperHost {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
}

type Data = Readonly<Record<string, unknown>>;
type Result = { readonly succeeded?: boolean; readonly was_skipped?: boolean; readonly message?: string; readonly data?: Data };

const FIELDS = new Set(['succeeded', 'was_skipped', 'message', 'data']);

function pipeOf({ variables }: HelperHost, id: string): Result {
  const results = variables['pipe_results'] as Readonly<Record<string, Result>> | null | undefined;
  if (results === null) throw new Error('The pipe results are missing.');
  const result = results === undefined || !Object.hasOwn(results, id) ? undefined : results[id];
  if (result === undefined) throw new Error(`Pipe ${id} not found`);
  const extra = Object.keys(result).filter((key) => !FIELDS.has(key));
  if (extra.length > 0) throw new Error(`Unexpected fields: ${extra.join(', ')}`);
  return result;
}

function getPipeResult(host: HelperHost, id: string, key = 'value'): unknown {
  const value = pipeOf(host, id).data?.[key];
  if (value === null || value === undefined) throw new Error(`Data key '${key}' not found in pipe '${id}'`);
  return value;
}

function hasFailed(host: HelperHost, id: string): boolean {
  const result = pipeOf(host, id);
  return result.succeeded !== true && result.was_skipped !== true;
}

function getParentParam({ variables }: HelperHost, key: string): unknown {
  const params = variables['parent_params'] as Data | null | undefined;
  if (params === null || params === undefined) throw new Error('no parent params');
  if (!Object.hasOwn(params, key)) throw new Error(`parent param '${key}' not found`);
  return params[key];
}

function getEnv({ env }: HelperHost, name: string): string {
  const value = env[name];
  if (value === undefined) throw new Error(`environment variable '${name}' not found`);
  return value;
}

function atPath(_host: HelperHost, value: unknown, path: string): unknown {
  const parts = path.split('.');
  if (parts.length < 2 || parts.includes('')) throw new Error("Path must match the format '*.*'");
  return parts.reduce<unknown>((current, part) => {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) throw new Error(`'${part}' not found`);
    return (current as Data)[part];
  }, value);
}

function fail(_host: HelperHost, ...args: unknown[]): FailMarker {
  if (args.length > 0) throw new TypeError('fail() takes no arguments');
  return new FailMarker();
}

/** The six helpers the corpus was made with. */
export const HELPERS = {
  get_pipe_result: hostFunction(getPipeResult, ['pipe_id', 'data_key']),
  has_failed: hostFunction(hasFailed, ['pipe_id']),
  get_parent_param: hostFunction(getParentParam, ['param_key']),
  get_env: hostFunction(getEnv, ['env_name']),
  at_path: hostFunction(atPath, ['value', 'path']),
  fail: hostFunction(fail),
};
