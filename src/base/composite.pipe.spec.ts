import { PipeResult } from '../api/pipe-result.js';
import { runPipe } from '../testing/run-pipe.js';
import { CompositePipe } from './composite.pipe.js';

describe('composite', () => {
  it.each([PipeResult.succeeded({ value: 1 }), PipeResult.skipped('nothing to do'), PipeResult.failed('broken')])(
    'gives what its steps give: $status',
    async (result) => {
      const steps = { length: 1, run: () => Promise.resolve(result) };
      expect(await runPipe(CompositePipe, { params: { steps } })).toBe(result);
    },
  );

  it('takes further params, for the steps inside to read', async () => {
    const steps = { length: 1, run: () => Promise.resolve(PipeResult.succeeded()) };
    expect((await runPipe(CompositePipe, { params: { steps, threshold: 0.8 } })).succeeded).toBe(true);
  });

  it('wants steps', async () => {
    await expect(runPipe(CompositePipe, { params: {} })).rejects.toThrow('steps is missing');
  });
});
