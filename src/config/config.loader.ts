import { dirname, join, resolve } from 'node:path';
import { readConfigFile, type ConfigFile } from './config-file.js';
import { DEFAULT_LIMITS, type ConfigLimits } from './config-limits.js';
import { locateNode, toPlain, type MapNode } from './config-node.js';
import type { ConfigProblem } from './config-problem.js';
import { selectRoot } from './config-root.js';
import { readConfig } from './config.reader.js';
import { readDotenv, unreadable, type Variable } from './dotenv.reader.js';
import { applyVariables, readEnvironment } from './environment.reader.js';
import { findIgnoredVariables } from './ignored-variables.js';
import { mergeNodes } from './merge-nodes.js';
import { readObject } from './object.reader.js';
import type { OtaiConfig } from './otai-config.js';
import { ProblemList } from './problem-list.js';
import type { Locate, SourceLocation } from './source-location.js';
import { findConfigWarnings } from './config-warnings.js';
import { readYaml } from './yaml.reader.js';

const OPTIONS: SourceLocation = { kind: 'options', source: 'forRoot options' };

/** Where a config is read from. */
export interface ConfigSource {
  /** Path of a YAML file, from `cwd`; or the config itself as an object (with its root key `otai`). Default `config.yml`, unless `text` or `defaults` is given. */
  readonly config?: string | object | undefined;
  /** The YAML itself, instead of a file. */
  readonly text?: string | undefined;
  /** What messages call `text`. Default `config.yml`. */
  readonly fileName?: string | undefined;
  /** A config object below the file: what the file does not say. */
  readonly defaults?: object | undefined;
  /** Where relative paths start. Default: the process' working directory. */
  readonly cwd?: string | undefined;
  /** Default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Path of a `.env` file, from `cwd`; `false` for none. Default: `.env` beside the config file, else in `cwd`, when there is one. */
  readonly dotenv?: string | false | undefined;
  readonly limits?: Partial<ConfigLimits> | undefined;
}

/** A config that was read, and what is wrong with it so far. */
export interface LoadedConfig {
  /** Complete, but to be used only when there are no problems: what could not be read is empty in it. */
  readonly config: OtaiConfig;
  /** Later phases add to it; `throwIfAny()` ends the start with everything at once. */
  readonly problems: ProblemList;
  /** What does not stop the start, but the operator should know. */
  readonly warnings: readonly ConfigProblem[];
  /** What `get_env` may read: the environment, then `.env`. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder that relative paths in params start from: the config file's, else `cwd`. */
  readonly baseDir: string;
  readonly locate: Locate;
}

/**
 * Reads a config from all its sources, the highest first: environment, `.env`, YAML, options in code.
 *
 * Throws `ConfigError` only when nothing sensible can be read (no file, no YAML, no root); all else is in `problems`.
 */
export function loadConfig(source: ConfigSource): LoadedConfig {
  const cwd = resolve(source.cwd ?? '.');
  const limits = { ...DEFAULT_LIMITS, ...source.limits };
  const file = openFile(source, cwd, limits);
  const tree: { content?: MapNode } = {};
  const locate: Locate = (path, at) => tree.content && locateNode(tree.content, path, at);
  const problems = new ProblemList({ name: file?.name ?? OPTIONS.source, text: file?.text }, locate);
  const written = readWritten(source, file, { limits, problems });
  const dotenv = openDotenv(source, [file?.folder ?? cwd, cwd], problems);
  const environment = readEnvironment(source.env ?? process.env);
  tree.content = [dotenv, environment].reduce((content, variables) => applyVariables(content, variables, problems), written);
  const config = readConfig({ value: toPlain(tree.content), path: [], problems });
  return {
    config,
    problems,
    warnings: [...findIgnoredVariables([...environment, ...dotenv]), ...findConfigWarnings(config, locate)],
    env: toRecord([...dotenv, ...environment]),
    baseDir: file?.folder ?? cwd,
    locate,
  };
}

function openFile(source: ConfigSource, cwd: string, limits: ConfigLimits): ConfigFile | undefined {
  const { text, defaults, fileName = 'config.yml' } = source;
  const config = source.config ?? (defaults === undefined ? 'config.yml' : undefined);
  if (text !== undefined) return { text, name: fileName, folder: dirname(resolve(cwd, fileName)) };
  return typeof config === 'string' ? readConfigFile(config, cwd, limits.maxBytes) : undefined;
}

/** The file over the options, without the variables. */
function readWritten(source: ConfigSource, file: ConfigFile | undefined, context: ReadingContext): MapNode {
  const { problems } = context;
  const objects = [source.defaults, typeof source.config === 'object' ? source.config : undefined].filter((value) => value !== undefined);
  const layers = objects.map((value) => selectRoot(readObject(value, { at: OPTIONS, problems }), problems));
  if (file !== undefined) layers.push(selectRoot(readYaml({ text: file.text, fileName: file.name, ...context }), problems));
  const empty: MapNode = { kind: 'map', entries: new Map(), at: OPTIONS };
  return layers.reduce((below, over) => mergeNodes(below, over) as MapNode, empty);
}

interface ReadingContext {
  readonly limits: ConfigLimits;
  readonly problems: ProblemList;
}

function openDotenv({ dotenv }: ConfigSource, folders: readonly [string, string], problems: ProblemList): readonly Variable[] {
  if (dotenv === false) return [];
  const [beside, cwd] = folders;
  if (dotenv === undefined) return readDotenv([join(beside, '.env'), join(cwd, '.env')], '.env', problems) ?? [];
  const variables = readDotenv([resolve(cwd, dotenv)], dotenv, problems);
  if (variables === undefined) problems.add(unreadable(dotenv, 'there is no such file'));
  return variables ?? [];
}

function toRecord(variables: readonly Variable[]): Readonly<Record<string, string>> {
  const record = Object.create(null) as Record<string, string>;
  for (const { name, value } of variables) record[name] = value;
  return Object.freeze(record);
}
