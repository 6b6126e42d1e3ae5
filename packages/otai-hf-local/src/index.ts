/** Hugging Face models for Open Ticket AI, on your own processor. */
export { HfClassificationParams } from './hf-classification.params.js';
export { HFClassificationService } from './hf-classification.service.js';
export { HfLocalError } from './hf-local.error.js';
export { BatchParams, HfModelParams, WindowParams } from './hf-model.params.js';
export type { HfProblem } from './model/model-problem.js';
export { ExampleParams, HfNearestExamplesParams } from './nearest/hf-nearest-examples.params.js';
export { HFNearestExamplesService } from './nearest/hf-nearest-examples.service.js';
export { default as HfLocalPlugin } from './plugin.js';
export { HfZeroShotParams } from './zero-shot/hf-zero-shot.params.js';
export { HFZeroShotService } from './zero-shot/hf-zero-shot.service.js';
