import type { ProblemReport } from '../model/model-problem.js';

/** The application ends. */
export const CLOSED: ProblemReport = { problem: 'closed', message: 'the classifier is closed', hint: 'it closes with the application' };

/** Backpressure: so many texts wait already. */
export function queueFull(maxQueue: number): ProblemReport {
  const hint = 'lower the concurrency of the pipeline, or raise max_queue';
  return { problem: 'queue_full', message: `${maxQueue} texts are waiting for the model already`, hint, retryable: true };
}

/** A call took longer than `timeout` milliseconds. */
export function tooSlow(timeout: number): ProblemReport {
  const message = `the model took longer than ${timeout / 1000} s; its process was ended and will start again`;
  return {
    problem: 'timeout',
    message,
    hint: 'raise timeout, lower max_length or batch.max_tokens, or use a smaller model',
    retryable: true,
  };
}
