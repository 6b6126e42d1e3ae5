import 'reflect-metadata';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { load } from 'js-yaml';
import { ConfigError, isOtaiError, type PluginFactory } from 'open-ticket-ai';
import { bootOtai, type BootedOtai, type BootOptions } from 'open-ticket-ai/testing';
import { isPluginFactoryClass } from '../../../src/api/plugin/plugin-factory.js';
import { readComponentMetadata } from '../../../src/api/metadata.js';
import { cleanUpPlugins } from '../../../src/discovery/plugin.discovery.js';
import { loadApplication } from '../../../src/module/load-application.js';
import { compileApplication } from '../../../src/pipeline/application.compiler.js';
import type { DocBlock, DocPage } from './doc-block.js';
import { folderOf, hostOf, packageOf, ROOT } from './doc-files.js';

/** Boots a complete config with what its info string names: `with=src/plugin.ts,src/x.pipe.ts`, `installed`. */
export async function bootBlock(page: DocPage, block: DocBlock, env: Readonly<Record<string, string>> = {}): Promise<BootedOtai> {
  const modules = await Promise.all(
    (block.attributes['with']?.split(',') ?? []).map((file) => import(join(folderOf(page), file)) as Promise<object>),
  );
  const classes = modules.map((module) => Object.values(module).filter((value) => typeof value === 'function') as object[]);
  const name = block.words.has('installed') ? packageOf(page) : undefined;
  const options: BootOptions = {
    cwd: folderOf(page),
    plugins: [...classes.flat().filter(isPluginFactoryClass), ...(name === undefined ? [] : [name])] as (
      string | (new () => PluginFactory)
    )[],
    // What a plugin of the same file brings is not the application's.
    providers: classes.filter((all) => !all.some(isPluginFactoryClass)).flatMap((all) => all.filter(isProvider)) as never[],
    env: { ...variablesOf(block.text), ...env },
    ...(name === undefined ? {} : { hostDir: hostOf(page) }),
  };
  return bootOtai(block.text, options);
}

function isProvider(value: object): boolean {
  const isComponent = (['pipe', 'service', 'trigger'] as const).some((kind) => readComponentMetadata(kind, value) !== undefined);
  return isComponent || Reflect.hasMetadata('__injectable__', value);
}

/** Every variable that a config reads is set, to a text that is also an address, so that it does for whatever it is used. */
function variablesOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/get_env\('(\w+)'\)/g)].map(([, name]) => [name, 'https://example.com/value']));
}

/** Checks a config of a package's README against that package's plugin, without building or opening anything: it names servers that are not there. */
export async function validateBlock(page: DocPage, block: DocBlock): Promise<void> {
  const entry = join(ROOT, dirname(page.path), 'src/plugin.ts');
  const plugins = existsSync(entry) ? [((await import(entry)) as { default: new () => PluginFactory }).default] : [];
  const env = variablesOf(block.text);
  const { loaded, plugins: set } = await loadApplication({ text: block.text, plugins, env, dotenv: false, cwd: folderOf(page) });
  compileApplication(loaded, set.registry, (name) => env[name]);
  await cleanUpPlugins(set.plugins);
  loaded.problems.throwIfAny();
}

/** What a config is refused with, as its reader sees it; empty when it is not refused. */
export async function refusalOf(page: DocPage, block: DocBlock): Promise<string> {
  try {
    await (await bootBlock(page, block)).close();
  } catch (error) {
    if (error instanceof ConfigError || isOtaiError(error)) return error.message;
    throw error;
  }
  return '';
}

/** The complete configs that fragments may be parts of: those of all pages, and those of the examples. */
export function completeConfigs(pages: readonly DocPage[]): unknown[] {
  const texts = pages.flatMap(({ blocks }) => blocks.filter(isComplete).map(({ text }) => text));
  const examples = ['first-run', 'first-run-model'].map((name) => readFileSync(join(ROOT, 'examples', name, 'config.yml'), 'utf8'));
  return [...texts, ...examples].map((text) => load(text));
}

export function isComplete({ lang, words }: DocBlock): boolean {
  return lang === 'yaml' && !words.has('fragment') && !words.has('broken');
}

/** Whether a fragment stands in a config: the same keys and values somewhere in it, other keys beside them or not. */
export function occursIn(whole: unknown, part: unknown): boolean {
  if (matches(whole, part)) return true;
  return typeof whole === 'object' && whole !== null && Object.values(whole).some((inner) => occursIn(inner, part));
}

function matches(whole: unknown, part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return isDeepStrictEqual(whole, part);
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole) !== Array.isArray(part)) return false;
  if (Array.isArray(part)) return part.every((item) => (whole as unknown[]).some((other) => matches(other, item)));
  return Object.entries(part).every(([key, value]) => Object.hasOwn(whole, key) && matches((whole as Record<string, unknown>)[key], value));
}
