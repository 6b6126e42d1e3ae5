import { Service, ServiceContext } from 'open-ticket-ai';
import { EnginePool } from '../batching/engine-pool.js';
import { LocalModelService, type Method, type OpenedModel } from '../local-model.service.js';
import { kindOf } from '../run-settings.js';
import { Acceptance } from '../scoring/acceptance.js';
import { mustKnow } from '../scoring/label-checks.js';
import { EntailmentPolicy } from './entailment-policy.js';
import { HfZeroShotParams } from './hf-zero-shot.params.js';

/**
 * Chooses among labels that the config names, without training: a model for natural language inference is asked whether the text entails
 * "This example is …" for each, and scores are what Python's `pipeline('zero-shot-classification')` makes of that.
 */
@Service('hf_zero_shot_service', {
  params: HfZeroShotParams,
  description: 'Chooses among labels that you name, with a model for natural language inference on your own processor; no training.',
})
export class HFZeroShotService extends LocalModelService {
  constructor(
    private readonly params: HfZeroShotParams,
    context: ServiceContext,
    engines: EnginePool,
  ) {
    super(params, context, engines);
  }

  protected override async prepare({ name, spec, info }: OpenedModel): Promise<Method> {
    const { hypothesis_template, labels, multi_label, phrases, thresholds, windows } = this.params;
    for (const [param, named] of Object.entries({ phrases, thresholds }))
      mustKnow(param, Object.keys(named), { whose: 'the config', labels });
    const policy = new EntailmentPolicy({ labels, multi_label, join: windows.join }, info.labels, name);
    const acceptance = new Acceptance(this.params, multi_label);
    const phraseOf = (label: string) => (Object.hasOwn(phrases, label) ? (phrases[label] ?? label) : label);
    const hypotheses = labels.map((label) => hypothesis_template.replace('{}', () => phraseOf(label)));
    const kind = kindOf(spec, this.params, hypotheses);
    // Whether hypotheses and model go together is found out now, rather than by the first ticket.
    await this.engine.run(kind, '');
    return { kind, judge: (rows, topK) => acceptance.judge(policy.rank(rows), topK) };
  }
}
