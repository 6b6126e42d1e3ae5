import { causeOf, ModelProblem, type HfProblem } from './model-problem.js';

const OUT_OF_MEMORY = /bad.?alloc|failed to allocate|allocat\w+ failed|out of memory|not enough memory|cannot allocate memory/i;

/** The problem behind an error of the runtime: whatever was tried, memory may have been too small for it. */
export function asProblem(error: unknown, problem: HfProblem, message: string, hint: string): ModelProblem {
  const cause = causeOf(error);
  if (!OUT_OF_MEMORY.test(cause)) return new ModelProblem({ problem, message, hint, cause });
  const smaller = 'use dtype q8 or a smaller model, or lower batch.max_tokens and max_length';
  return new ModelProblem({ problem: 'out_of_memory', message: `${message}: there is not enough memory`, hint: smaller, cause });
}
