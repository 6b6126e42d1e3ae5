import { readFileSync } from 'node:fs';
import { bootOtai } from 'open-ticket-ai/testing';
import { HfClassificationParams, HfLocalPlugin, HfNearestExamplesParams, HfZeroShotParams } from '../src/index.js';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const PROBLEMS = readFileSync(new URL('../src/model/model-problem.ts', import.meta.url), 'utf8');

describe('README.md', () => {
  it('shows configs that are valid', async () => {
    const configs = [...README.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml);
    expect(configs).toHaveLength(3);
    for (const yaml of configs) {
      const app = await bootOtai(yaml.replace('params:\n', 'params:\n        warm_up: false\n'), { plugins: [HfLocalPlugin] });
      expect(app.pipelines.names()).toEqual(['classify']);
      await app.close();
    }
  });

  it('has every error', () => {
    const union = /type HfProblem =([^;]+);/.exec(PROBLEMS)?.[1] ?? '';
    const problems = [...union.matchAll(/'(\w+)'/g)].map(([, problem]) => problem?.toUpperCase());
    expect(problems.length).toBeGreaterThan(20);
    expect(problems.filter((problem) => !README.includes(`\`${problem}\``))).toEqual([]);
  });

  it('has every param', () => {
    const all = [new HfClassificationParams(), new HfNearestExamplesParams(), new HfZeroShotParams()];
    const params = all.flatMap((own) => Object.keys(own));
    expect(params.filter((param) => !README.includes(`\`${param}\``))).toEqual([]);
  });
});
