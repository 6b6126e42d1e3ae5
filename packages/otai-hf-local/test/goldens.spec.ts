import { join } from 'node:path';
import { filesOfFolder } from '../src/hub/local-folder.js';
import { readModelConfig } from '../src/model/model-config.js';
import { fitText } from '../src/model/text-fitting.js';
import { TextEncoder } from '../src/model/tokenizer/text-encoder.js';
import { readTokenizerSettings } from '../src/model/tokenizer/tokenizer-settings.js';
import { rank, scoresOf } from '../src/scoring/scores.js';
import { ModelProcess } from '../src/worker/model-process.js';
import type { ModelInfo, TextOutput } from '../src/worker/protocol.js';
import { distance, fixture, FIXTURES, MODELS, type GoldenCase, type Goldens } from './golden-models.js';

const HEAD = { strategy: 'head', overlap: 0, maxWindows: 1 } as const;
const ALONE = { maxSize: 1, maxTokens: 512 };
const TOGETHER = { maxSize: 16, maxTokens: 4096 };

/** A model folder, with the tokenizer settings and goldens of a variant if there is one. */
interface GoldenModel {
  readonly name: string;
  readonly folder: string;
  readonly tokenizerConfig: readonly string[];
  readonly goldens: Goldens;
}

const GOLDEN_MODELS: readonly GoldenModel[] = [
  ...MODELS.map((name) => ({
    name,
    folder: name,
    tokenizerConfig: [name, 'tokenizer_config.json'],
    goldens: fixture<Goldens>(name, 'goldens.json'),
  })),
  ...['m7-bert-maxlen32'].map((name) => ({
    name: `${name}, cut on the left`,
    folder: name,
    tokenizerConfig: [name, 'variants', 'left', 'tokenizer_config.json'],
    goldens: fixture<Goldens>(name, 'variants', 'left', 'goldens.json'),
  })),
];

describe.each(GOLDEN_MODELS)('$name answers like the reference', ({ name, folder, goldens, tokenizerConfig }) => {
  const model = new ModelProcess();
  let info: ModelInfo;

  const run = async (texts: readonly string[], limits = ALONE): Promise<readonly TextOutput[]> => {
    const outcomes = await model.run(name, { texts, fitting: HEAD, limits });
    return outcomes.map((outcome) => ('output' in outcome ? outcome.output : fail(outcome.problem.message)));
  };

  beforeAll(async () => {
    const files = { ...(await filesOfFolder(join(FIXTURES, folder), 'fp32')), tokenizerConfig: join(FIXTURES, ...tokenizerConfig) };
    info = await model.load({ key: name, name, files, threads: 1 }, 1e9);
  });

  afterAll(() => model.stop());

  it('has its labels, its function and its length', () => {
    expect(info.labels).toEqual(goldens.labels_by_id);
    expect(info.scoreFunction).toBe(goldens.function_to_apply);
    expect(info.maxLength).toBe(goldens.max_length_used);
  });

  it('gives the same token ids', () => {
    const config = readModelConfig(fixture(folder, 'config.json'));
    const settings = readTokenizerSettings(fixture(...tokenizerConfig), config.modelType);
    const encoder = new TextEncoder(fixture(folder, 'tokenizer.json'), settings);
    const differing = goldens.cases.filter(({ text, input_ids }) => {
      const { sequences } = fitText(text, { encoder, limit: info.maxLength }, HEAD);
      return JSON.stringify(sequences) !== JSON.stringify([{ ids: input_ids }]);
    });
    expect(differing.map(({ id }) => id)).toEqual([]);
  });

  it('gives logits within 1e-4 for each text alone', async () => {
    const outputs = await run(goldens.cases.map(({ text }) => text));
    const differing = goldens.cases.filter(({ logits }, i) => distance(outputs[i]?.rows[0] ?? [], logits) > 1e-4);
    expect(differing.map(({ id }) => id)).toEqual([]);
    expect(outputs.map(({ tokens }) => tokens)).toEqual(goldens.cases.map(({ n_tokens }) => n_tokens));
  });

  it('gives the same logits for texts of mixed length in one batch', async () => {
    const outputs = await run(
      goldens.cases.map(({ text }) => text),
      TOGETHER,
    );
    const differing = goldens.cases.filter(({ logits }, i) => distance(outputs[i]?.rows[0] ?? [], logits) > 1e-4);
    expect(differing.map(({ id }) => id)).toEqual([]);
  });

  it('gives labels in the same order, with scores within 1e-5', async () => {
    const outputs = await run(goldens.cases.map(({ text }) => text));
    const differing = goldens.cases.filter((golden, i) => !sameScores(golden, outputs[i], info));
    expect(differing.map(({ id }) => id)).toEqual([]);
  });
});

describe('the quantized m1-bert-queue', () => {
  it('gives the logits of the reference within 1e-5 one by one, or at least its labels on a processor without VNNI', async () => {
    const goldens = fixture<Pick<Goldens, 'cases'>>('m1-bert-queue', 'goldens.quantized.json');
    const texts = fixture<Goldens>('m1-bert-queue', 'goldens.json').cases.map(({ text }) => text);
    const model = new ModelProcess();
    const { labels } = await model.load(
      { key: 'q8', name: 'q8', files: await filesOfFolder(join(FIXTURES, 'm1-bert-queue'), 'q8'), threads: 1 },
      1e9,
    );
    const outcomes = await model.run('q8', { texts, fitting: HEAD, limits: ALONE });
    const rows = outcomes.map((outcome) => ('output' in outcome ? (outcome.output.rows[0] ?? []) : []));
    const equal = goldens.cases.filter(({ top }, i) => rank(labels, rows[i] ?? [])[0]?.label === top.label);
    expect(equal.length / texts.length).toBeGreaterThanOrEqual(0.95);
    const exact = goldens.cases.filter(({ logits }, i) => distance(rows[i] ?? [], logits) < 1e-5);
    expect(exact.length === texts.length || equal.length >= 0.95 * texts.length).toBe(true);
    await model.stop();
  });
});

function sameScores(golden: GoldenCase, output: TextOutput | undefined, { labels, scoreFunction }: ModelInfo): boolean {
  const ranked = rank(labels, scoresOf(output?.rows ?? [], scoreFunction, 'mean'));
  return golden.scores.every(
    ({ label, score }, i) => ranked[i]?.label === label && Math.abs((ranked[i]?.confidence ?? NaN) - score) <= 1.05e-5,
  );
}
