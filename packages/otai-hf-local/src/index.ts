/** Hugging Face text classification for Open Ticket AI, on your own processor. */
export { BatchParams, HfClassificationParams, WindowParams } from './hf-classification.params.js';
export { HFClassificationService } from './hf-classification.service.js';
export { HfLocalError } from './hf-local.error.js';
export type { HfProblem } from './model/model-problem.js';
export { default as HfLocalPlugin } from './plugin.js';
