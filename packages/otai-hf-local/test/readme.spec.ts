import { readFileSync } from 'node:fs';
import { bootOtai } from 'open-ticket-ai/testing';
import { HfClassificationParams, HfLocalPlugin } from '../src/index.js';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const PROBLEMS = readFileSync(new URL('../src/model/model-problem.ts', import.meta.url), 'utf8');

describe('README.md', () => {
  it('shows a config that is valid', async () => {
    const yaml = /```yaml\n([\s\S]*?)```/.exec(README)?.[1] ?? '';
    const offline = yaml.replace('dtype: q8', 'dtype: q8\n        warm_up: false');
    const app = await bootOtai(offline, { plugins: [HfLocalPlugin] });
    expect(app.pipelines.names()).toEqual(['classify']);
    await app.close();
  });

  it('has every error', () => {
    const union = /type HfProblem =([^;]+);/.exec(PROBLEMS)?.[1] ?? '';
    const problems = [...union.matchAll(/'(\w+)'/g)].map(([, problem]) => problem?.toUpperCase());
    expect(problems.length).toBeGreaterThan(20);
    expect(problems.filter((problem) => !README.includes(`\`${problem}\``))).toEqual([]);
  });

  it('has every param', () => {
    const params = Object.keys(new HfClassificationParams());
    expect(params.filter((param) => !README.includes(`\`${param}\``))).toEqual([]);
  });
});
