import { runPipe } from '../testing/run-pipe.js';
import { ExpressionPipe } from './expression.pipe.js';

describe('expression', () => {
  it.each(['text', 5, true, ['a', 1], { a: { b: 1 } }])('gives %j as value, with its type', async (expression) => {
    expect(await runPipe(ExpressionPipe, { params: { expression } })).toMatchObject({ status: 'succeeded', data: { value: expression } });
  });

  it('wants an expression', async () => {
    await expect(runPipe(ExpressionPipe, { params: {} })).rejects.toThrow('expression is missing');
  });
});
