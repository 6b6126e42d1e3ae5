import { PluginFactory } from 'open-ticket-ai';
import { EnginePool } from './batching/engine-pool.js';
import { HFClassificationService } from './hf-classification.service.js';
import { HFNearestExamplesService } from './nearest/hf-nearest-examples.service.js';
import { HFZeroShotService } from './zero-shot/hf-zero-shot.service.js';

/** Brings `hf-local:*`: Hugging Face models on the machine's own processor. */
export default class HfLocalPlugin extends PluginFactory {
  injectables() {
    return [EnginePool, HFClassificationService, HFNearestExamplesService, HFZeroShotService];
  }
}
