import { resolve } from 'node:path';
import { Service, ServiceContext } from 'open-ticket-ai';
import { EnginePool } from '../batching/engine-pool.js';
import type { RequestKind } from '../batching/request-queue.js';
import { LocalModelService, type Method, type OpenedModel } from '../local-model.service.js';
import { ModelProblem } from '../model/model-problem.js';
import { kindOf } from '../run-settings.js';
import { Acceptance, type Verdict } from '../scoring/acceptance.js';
import { mustKnow } from '../scoring/label-checks.js';
import { ExampleIndex, type Neighbour } from './example-index.js';
import { readExamples, type Example } from './examples.js';
import { HfNearestExamplesParams } from './hf-nearest-examples.params.js';

/** So many examples are asked for at once. */
const MOST_AT_ONCE = 256;

/**
 * Gives a text the label of the examples that are most like it: an embedding model turns texts into numbers, the k nearest examples vote,
 * each by its similarity. It abstains when no example is similar enough, or no label has enough of the votes.
 *
 * Examples are embedded when the model is loaded; to learn a new one, add it and restart.
 */
@Service('hf_nearest_examples_service', {
  params: HfNearestExamplesParams,
  description: 'Gives texts the label of the examples most like them, with an embedding model on your own processor; no training.',
})
export class HFNearestExamplesService extends LocalModelService {
  protected override readonly purpose;
  private readonly baseDir: string;

  constructor(
    private readonly params: HfNearestExamplesParams,
    context: ServiceContext,
    engines: EnginePool,
  ) {
    super(params, context, engines);
    this.purpose = { task: 'embed', pooling: params.pooling } as const;
    this.baseDir = context.baseDir;
  }

  protected override async prepare({ spec }: OpenedModel): Promise<Method> {
    const { k, min_similarity, prefix, thresholds, windows } = this.params;
    const kind = kindOf(spec, this.params);
    const index = new ExampleIndex(await this.embedded(kind, await this.examples()));
    mustKnow('thresholds', Object.keys(thresholds), { whose: 'the list of examples', labels: index.labels });
    const acceptance = new Acceptance(this.params, false);
    const judge: Method['judge'] = (rows, topK) => {
      const { ranked, nearest } = index.vote(rows, { k, min_similarity, join: windows.join });
      const verdict = acceptance.judge(ranked, topK);
      return nearest.similarity < min_similarity ? unlike(verdict, nearest, min_similarity) : verdict;
    };
    return { kind, phrase: (text) => prefix + text, judge };
  }

  private async examples(): Promise<readonly Example[]> {
    const { examples, examples_file } = this.params;
    const all = [...examples, ...(examples_file === undefined ? [] : await readExamples(resolve(this.baseDir, examples_file)))];
    if (all.length > 0) return all;
    const hint = 'name texts and their labels in examples, or a file of them in examples_file';
    throw new ModelProblem({ problem: 'bad_examples', message: 'there are no examples to compare texts with', hint });
  }

  /** A long example may have several embeddings: one for each window. */
  private async embedded(kind: RequestKind, examples: readonly Example[]) {
    const points: { label: string; embedding: readonly number[] }[] = [];
    const count = Math.min(MOST_AT_ONCE, this.params.max_queue);
    for (let start = 0; start < examples.length; start += count) {
      const some = examples.slice(start, start + count);
      const outputs = await Promise.all(some.map(({ text }) => this.engine.run(kind, this.params.prefix + text)));
      outputs.forEach(({ rows }, i) => points.push(...rows.map((embedding) => ({ label: some[i]?.label ?? '', embedding }))));
    }
    return points;
  }
}

function unlike(verdict: Verdict, { similarity }: Neighbour, min_similarity: number): Verdict {
  const abstained = `the nearest example has a similarity of ${similarity.toFixed(2)}, below the ${min_similarity} of min_similarity`;
  return { ...verdict, label: null, confidence: 0, accepted_labels: [], abstained };
}
