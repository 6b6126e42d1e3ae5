import { Environment, float, TemplateSyntaxError } from '../src/index.js';
import { type CorpusCase, contextOf, matches, readCorpus } from './corpus.js';
import { HELPERS } from './helpers.js';

const file = readCorpus();
const environment = new Environment({ globals: HELPERS, reservedNames: ['pipe_results', 'params', 'parent_params'] });

/** Cases where this library decided otherwise, with what it does instead. */
const DEVIATIONS: Readonly<Record<string, string>> = {};

function outcome(item: CorpusCase): { value: unknown } | { error: unknown } {
  const variables = contextOf(file, item, { float });
  const before = structuredClone(JSON.stringify(variables));
  try {
    const value = environment.compile(item.template, item.name).render(variables, { variables, env: item.env ?? {} });
    if (JSON.stringify(variables) !== before) return { value: 'THE INPUT WAS CHANGED' };
    return { value };
  } catch (error) {
    return { error };
  }
}

function show(result: { value: unknown } | { error: unknown }): string {
  if ('error' in result) return `error ${String(result.error)}`;
  return JSON.stringify(result.value, (_key, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item)) ?? 'undefined';
}

function isRight({ expected }: CorpusCase, result: ReturnType<typeof outcome>): boolean {
  if ('value' in expected) return 'value' in result && matches(result.value, expected.value);
  if (!('error' in result)) return false;
  if (expected.lineno === undefined) return true;
  return result.error instanceof TemplateSyntaxError && result.error.line === expected.lineno;
}

const categories = [...new Set(file.cases.map(({ category }) => category))];

describe('corpus of Jinja2 results', () => {
  it.each(categories)('%s', (category) => {
    const failures = file.cases
      .filter((item) => item.category === category && !Object.hasOwn(DEVIATIONS, item.name))
      .map((item) => ({ item, result: outcome(item) }))
      .filter(({ item, result }) => !isRight(item, result))
      .map(
        ({ item, result }) =>
          `${item.name} [${item.tier}] ${JSON.stringify(item.template)}: expected ${JSON.stringify(item.expected)}, got ${show(result)}`,
      );
    expect(failures).toEqual([]);
  });
});
