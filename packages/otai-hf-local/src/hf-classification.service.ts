import { Service, ServiceContext } from 'open-ticket-ai';
import { EnginePool } from './batching/engine-pool.js';
import { HfClassificationParams } from './hf-classification.params.js';
import { LocalModelService, type Method, type OpenedModel } from './local-model.service.js';
import { kindOf } from './run-settings.js';
import { LabelPolicy } from './scoring/label-policy.js';

/** Classifies texts with a Hugging Face model on this machine's processor, with the answers that Python's `pipeline('text-classification')` gives. */
@Service('hf_classification_service', {
  params: HfClassificationParams,
  description: 'Labels texts with a Hugging Face model on your own processor; abstains when in doubt.',
})
export class HFClassificationService extends LocalModelService {
  constructor(
    private readonly params: HfClassificationParams,
    context: ServiceContext,
    engines: EnginePool,
  ) {
    super(params, context, engines);
  }

  protected override prepare({ name, spec, info }: OpenedModel): Method {
    const { windows, ...params } = this.params;
    const policy = new LabelPolicy(info, { ...params, join: windows.join }, name);
    return { kind: kindOf(spec, this.params), judge: (rows, topK) => policy.judge(rows, topK) };
  }
}
