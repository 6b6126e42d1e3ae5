import { HfLocalError, toHfLocalError } from './hf-local.error.js';
import { ModelProblem, type ProblemReport } from './model/model-problem.js';

const REPORT: ProblemReport = { problem: 'hub_failed', message: 'the Hub answered with status 429', hint: 'try again later' };

describe('HfLocalError', () => {
  it('has a code, what to do, and what was said underneath', () => {
    const error = new HfLocalError({ ...REPORT, cause: 'slow down' });
    expect(error).toMatchObject({
      code: 'OTAI_HF_HUB_FAILED',
      problem: 'hub_failed',
      hint: 'try again later',
      cause: new Error('slow down'),
    });
    expect(error.message).toBe('the Hub answered with status 429\n  -> try again later');
  });

  it('says whether a step with retry should try again, and when', () => {
    expect(new HfLocalError(REPORT)).toMatchObject({ retryable: false, retryAfterMs: undefined });
    expect(new HfLocalError({ ...REPORT, retryable: true, retryAfterMs: 7000 })).toMatchObject({ retryable: true, retryAfterMs: 7000 });
  });

  it('leaves errors of others as they are', () => {
    const abort = new Error('the run was cancelled');
    expect(toHfLocalError(abort)).toBe(abort);
    expect(toHfLocalError(new ModelProblem(REPORT))).toBeInstanceOf(HfLocalError);
  });
});
