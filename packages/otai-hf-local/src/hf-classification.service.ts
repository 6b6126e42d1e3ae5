import type { OnModuleInit } from '@nestjs/common';
import { Classifier, Service, ServiceContext, type Classification, type ClassificationRequest, type Secret } from 'open-ticket-ai';
import { EnginePool } from './batching/engine-pool.js';
import type { InferenceEngine } from './batching/inference-engine.js';
import type { RequestKind } from './batching/request-queue.js';
import { HfClassificationParams } from './hf-classification.params.js';
import { toHfLocalError } from './hf-local.error.js';
import { ModelFinder } from './hub/model-finder.js';
import { ModelProblem } from './model/model-problem.js';
import { ResultCache } from './result-cache.js';
import { kindOf, labelOptionsOf, specOf } from './run-settings.js';
import { LabelPolicy } from './scoring/label-policy.js';

/** A model that can be asked. */
interface ReadyModel {
  readonly name: string;
  readonly revision: string | undefined;
  readonly kind: RequestKind;
  readonly policy: LabelPolicy;
}

/**
 * Classifies texts with a Hugging Face model on this machine's processor, with the answers that Python's `pipeline('text-classification')` gives.
 *
 * The model runs in a process of its own; texts that wait are put together. A model is found and loaded once, by its first request
 * or at the start (`warm_up`); a failure is not remembered, so that the next request tries again.
 */
@Service('hf_classification_service', {
  params: HfClassificationParams,
  description: 'Labels texts with a Hugging Face model on your own processor; abstains when in doubt.',
})
export class HFClassificationService extends Classifier implements OnModuleInit {
  private readonly engine: InferenceEngine;
  private readonly finder: ModelFinder;
  private readonly results: ResultCache;
  private readonly models = new Map<string, Promise<ReadyModel>>();

  constructor(
    private readonly params: HfClassificationParams,
    private readonly context: ServiceContext,
    engines: EnginePool,
  ) {
    super();
    const { batch, cache_dir, dtype, hub_url, idle_unload, max_queue, memory_limit_mb, offline, revision, timeout } = params;
    const engine = { maxWait: batch.max_wait, maxQueue: max_queue, timeout, idleUnload: idle_unload, memoryLimit: memory_limit_mb * 1e6 };
    this.engine = engines.get(engine);
    const warn = (message: string) => context.logger.warn(message);
    this.finder = new ModelFinder({ baseDir: context.baseDir, cacheDir: cache_dir, dtype, hubUrl: hub_url, offline, revision, warn });
    this.results = new ResultCache(params.result_cache);
  }

  /** Loads the model of the params, if there is one. */
  async onModuleInit(): Promise<void> {
    const { model, warm_up } = this.params;
    if (model === undefined || !warm_up) return;
    const { revision } = await this.ready(model, undefined).catch(rethrow);
    this.context.logger.log(`${model}${revision === undefined ? '' : ` (${revision.slice(0, 8)})`} is loaded`);
  }

  override async classify({ text, model_name, api_token, top_k, signal }: ClassificationRequest): Promise<Classification> {
    signal?.throwIfAborted();
    try {
      const { name, revision, kind, policy } = await this.ready(model_name ?? this.params.model, api_token);
      const { rows } = await this.results.get(kind.key, text, () => this.engine.classify(kind, text, signal));
      return { ...policy.judge(rows, top_k), model: { name, revision } };
    } catch (error) {
      throw toHfLocalError(error);
    }
  }

  private async ready(name: string | undefined, token: Secret | undefined): Promise<ReadyModel> {
    if (name === undefined) throw NO_MODEL;
    const known = this.models.get(name);
    if (known !== undefined) return known;
    const model = this.open(name, token ?? this.params.api_token);
    this.models.set(name, model);
    model.catch(() => this.models.delete(name));
    return model;
  }

  private async open(name: string, token: Secret | undefined): Promise<ReadyModel> {
    const found = await this.finder.find(name, token);
    const spec = specOf(name, found, this.params);
    const info = await this.engine.load(spec);
    const policy = new LabelPolicy(info, labelOptionsOf(this.params), name);
    return { name, revision: found.revision, kind: kindOf(spec, this.params), policy };
  }
}

const NO_MODEL = new ModelProblem({
  problem: 'no_model',
  message: 'no model is named',
  hint: 'set model in the params of the service, or model_name in those of the step',
});

function rethrow(error: unknown): never {
  throw toHfLocalError(error);
}
