import { bootOtai } from '../testing/boot-otai.js';

it('a pipeline with a manual trigger runs when it is asked for, and not by itself', async () => {
  const steps = [{ id: 'say', use: 'base:expression', params: { expression: 'hello' } }];
  const app = await bootOtai({ otai: { pipelines: { test: { trigger: { use: 'base:manual' }, steps } } } }, { autoStart: true });
  expect((await app.run('test')).data).toEqual({ value: 'hello' });
  await app.close();
});
