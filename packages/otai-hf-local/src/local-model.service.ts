import type { OnModuleInit } from '@nestjs/common';
import { Classifier, type Classification, type ClassificationRequest, type Secret, type ServiceContext } from 'open-ticket-ai';
import type { EnginePool } from './batching/engine-pool.js';
import type { InferenceEngine } from './batching/inference-engine.js';
import type { RequestKind } from './batching/request-queue.js';
import type { HfModelParams } from './hf-model.params.js';
import { toHfLocalError } from './hf-local.error.js';
import { ModelFinder } from './hub/model-finder.js';
import { ModelProblem } from './model/model-problem.js';
import { ResultCache } from './result-cache.js';
import { engineOptionsOf, specOf } from './run-settings.js';
import type { Verdict } from './scoring/acceptance.js';
import type { ModelInfo, ModelSpec, TextOutput } from './worker/protocol.js';

/** A model that is found and loaded. */
export interface OpenedModel {
  readonly name: string;
  readonly spec: ModelSpec;
  readonly info: ModelInfo;
}

/** How a service asks its model, and what it makes of the answer. */
export interface Method {
  readonly kind: RequestKind;
  /** What the text becomes before the model reads it. Default: itself. */
  readonly phrase?: (text: string) => string;
  /** @param topK - how many labels the request wants */
  readonly judge: (rows: TextOutput['rows'], topK: number | undefined) => Verdict;
}

interface ReadyModel {
  readonly name: string;
  readonly revision: string | undefined;
  readonly method: Method;
}

/**
 * What the classifiers of this plugin have in common: a model runs in a process of its own; texts that wait are put together. It is found and
 * loaded once, by its first request or at the start (`warm_up`); a failure is not remembered, so that the next request tries again.
 */
export abstract class LocalModelService extends Classifier implements OnModuleInit {
  protected readonly engine: InferenceEngine;
  private readonly finder: ModelFinder;
  private readonly results: ResultCache;
  private readonly models = new Map<string, Promise<ReadyModel>>();

  constructor(
    private readonly common: HfModelParams,
    private readonly context: ServiceContext,
    engines: EnginePool,
  ) {
    super();
    const { cache_dir, dtype, hub_url, offline, result_cache, revision } = common;
    const warn = (message: string) => context.logger.warn(message);
    this.engine = engines.get(engineOptionsOf(common));
    this.finder = new ModelFinder({ baseDir: context.baseDir, cacheDir: cache_dir, dtype, hubUrl: hub_url, offline, revision, warn });
    this.results = new ResultCache(result_cache);
  }

  /** Loads the model of the params, if there is one. */
  async onModuleInit(): Promise<void> {
    const { model, warm_up } = this.common;
    if (model === undefined || !warm_up) return;
    const { revision } = await this.ready(model, undefined).catch(rethrow);
    this.context.logger.log(`${model}${revision === undefined ? '' : ` (${revision.slice(0, 8)})`} is loaded`);
  }

  override async classify({ text, model_name, api_token, top_k, signal }: ClassificationRequest): Promise<Classification> {
    signal?.throwIfAborted();
    try {
      const { name, revision, method } = await this.ready(model_name ?? this.common.model, api_token);
      const { kind, phrase = itself, judge } = method;
      const { rows } = await this.results.get(kind.key, text, () => this.engine.run(kind, phrase(text), signal));
      return { ...judge(rows, top_k), model: { name, revision } };
    } catch (error) {
      throw toHfLocalError(error);
    }
  }

  /** What the model is loaded for. Default: the scores of its labels. */
  protected readonly purpose: Pick<ModelSpec, 'task' | 'pooling'> = {};

  /**
   * Gets ready to ask a model, once.
   *
   * @throws ModelProblem when the model and the params do not go together
   */
  protected abstract prepare(opened: OpenedModel): Method | Promise<Method>;

  private async ready(name: string | undefined, token: Secret | undefined): Promise<ReadyModel> {
    if (name === undefined) throw NO_MODEL;
    const known = this.models.get(name);
    if (known !== undefined) return known;
    const model = this.open(name, token ?? this.common.api_token);
    this.models.set(name, model);
    model.catch(() => this.models.delete(name));
    return model;
  }

  private async open(name: string, token: Secret | undefined): Promise<ReadyModel> {
    const found = await this.finder.find(name, token);
    const spec = specOf({ ...this.purpose, name, files: found.files }, this.common);
    const info = await this.engine.load(spec);
    return { name, revision: found.revision, method: await this.prepare({ name, spec, info }) };
  }
}

const NO_MODEL = new ModelProblem({
  problem: 'no_model',
  message: 'no model is named',
  hint: 'set model in the params of the service, or model_name in those of the step',
});

function itself(text: string): string {
  return text;
}

function rethrow(error: unknown): never {
  throw toHfLocalError(error);
}
