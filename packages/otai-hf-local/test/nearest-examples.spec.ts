import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootOtai, type BootedOtai } from 'open-ticket-ai/testing';
import type { HFNearestExamplesService } from '../src/nearest/hf-nearest-examples.service.js';
import HfLocalPlugin from '../src/plugin.js';
import { askDirectly } from './direct-session.js';
import { fixture, type Goldens } from './golden-models.js';
import { makeEmbeddingModel } from './made-models.js';

const { cases } = fixture<Goldens>('m1-bert-queue', 'goldens.json');
const CASES = cases.filter(({ n_tokens }) => n_tokens < 100);
const EXAMPLES = [
  { text: 'The VPN does not connect.', label: 'Network' },
  { text: 'Das WLAN im Büro ist sehr langsam.', label: 'Network' },
  { text: 'I was charged twice on my invoice.', label: 'Billing' },
  { text: 'Bitte erstatten Sie die doppelte Zahlung.', label: 'Billing' },
];
const WIDTH = 64;

/** Makes one embedding out of those of tokens. */
type Pool = (tokens: readonly (readonly number[])[]) => readonly number[];

const mean: Pool = (tokens) =>
  Array.from({ length: WIDTH }, (_, i) => tokens.reduce((sum, token) => sum + (token[i] ?? NaN), 0) / tokens.length);
const first: Pool = (tokens) => tokens[0] ?? [];

describe('HFNearestExamplesService', () => {
  let folder: string;
  let model: string;
  let app: BootedOtai | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otai-hf-'));
    model = join(folder, 'embedder');
    makeEmbeddingModel(model);
  });

  afterEach(async () => {
    await app?.close();
    app = undefined;
    rmSync(folder, { recursive: true });
  });

  const service = async (params: object): Promise<HFNearestExamplesService> => {
    await app?.close();
    const services = { nearest: { use: 'hf-local:HFNearestExamplesService', params: { model: './embedder', ...params } } };
    const pipelines = { p: { steps: [{ id: 'none', use: 'base:expression', params: { expression: 1 } }] } };
    app = await bootOtai({ otai: { services, pipelines } }, { plugins: [HfLocalPlugin], cwd: folder });
    return app.service<HFNearestExamplesService>('nearest');
  };

  /** The cosines of the embeddings of all cases to those of the first two, computed the plain way from the reference's token ids. */
  const cosines = (pool: Pool): readonly (readonly number[])[] => {
    const embeddings = askDirectly(model, 'last_hidden_state', CASES).map((data) =>
      pool(Array.from({ length: data.length / WIDTH }, (_, token) => data.slice(token * WIDTH, (token + 1) * WIDTH))),
    );
    return embeddings.map((own) => embeddings.slice(0, 2).map((other) => cosine(own, other)));
  };

  const differing = async (params: object, pool: Pool): Promise<readonly string[]> => {
    const examples = CASES.slice(0, 2).map(({ id, text }) => ({ text: text || ' ', label: id }));
    const nearest = await service({ ...params, examples, k: 2, min_similarity: -1 });
    const answers = await Promise.all(CASES.map(({ text }) => nearest.classify({ text })));
    const wanted = cosines(pool);
    // With two examples of different labels, the shares of the votes tell both cosines but for a factor.
    return CASES.filter((_, place) => {
      const votes = (wanted[place] ?? []).map((value) => Math.max(0, value));
      const whole = votes.reduce((sum, vote) => sum + vote, 0) || 1;
      return examples.some(({ label }, i) => {
        const found = answers[place]?.labels.find((scored) => scored.label === label)?.confidence ?? NaN;
        return !(Math.abs(found - (votes[i] ?? NaN) / whole) < 1e-5);
      });
    }).map(({ id }) => id);
  };

  it('weighs examples by the cosine of mean embeddings, as computed plainly from the token ids of the reference', async () => {
    expect(await differing({}, mean)).toEqual([]);
  });

  it('pools as the model says, and as the config says instead', async () => {
    expect(await differing({ pooling: 'cls' }, first)).toEqual([]);
    mkdirSync(join(model, '1_Pooling'));
    writeFileSync(join(model, '1_Pooling', 'config.json'), '{"word_embedding_dimension": 64, "pooling_mode_cls_token": true}');
    expect(await differing({}, first)).toEqual([]);
    expect(await differing({ pooling: 'mean' }, mean)).toEqual([]);
  });

  it('gives the label of the examples that are most like the text, and says which model it was', async () => {
    const nearest = await service({ examples: EXAMPLES, k: 3 });
    const answer = await nearest.classify({ text: 'VPN connection fails' });
    expect(answer).toMatchObject({ label: 'Network', accepted_labels: ['Network'], abstained: null, model: { name: './embedder' } });
    expect(answer.labels.map(({ label }) => label)).toEqual(['Network', 'Billing']);
    expect(answer.labels.reduce((sum, { confidence }) => sum + confidence, 0)).toBeCloseTo(1);
    expect(await nearest.classify({ text: 'my invoice was charged twice' })).toMatchObject({ label: 'Billing' });
  });

  it('gives an example itself its own label', async () => {
    const nearest = await service({ examples: EXAMPLES, k: 1, min_similarity: 0.999 });
    const answers = await Promise.all(EXAMPLES.map(({ text }) => nearest.classify({ text })));
    expect(answers.map(({ label, confidence }) => [label, confidence])).toEqual(EXAMPLES.map(({ label }) => [label, 1]));
  });

  it('abstains when no example is like the text, or too few of the votes go to one label', async () => {
    const text = 'zzz';
    expect(await (await service({ examples: EXAMPLES, min_similarity: 0.99 })).classify({ text })).toMatchObject({
      label: null,
      confidence: 0,
      accepted_labels: [],
      abstained: expect.stringMatching(/^the nearest example has a similarity of -?0\.\d\d, below the 0\.99 of min_similarity$/),
    });
    const sides = ['yes', 'no'].map((label) => ({ text: 'VPN', label }));
    const torn = await (await service({ examples: sides, min_confidence: 0.6 })).classify({ text: 'VPN' });
    expect(torn.label).toBeNull();
    expect(torn.abstained).toBe('the best label, "yes", has a confidence of 0.50, below its threshold of 0.6');
  });

  it('reads more examples from a file, more than may wait at once included', async () => {
    writeFileSync(join(folder, 'more.csv'), 'label;text\n' + 'HR;"Vacation request;\nplease approve"\n'.repeat(7));
    const nearest = await service({ examples: EXAMPLES, examples_file: 'more.csv', max_queue: 3 });
    expect(await nearest.classify({ text: 'Vacation request;\nplease approve' })).toMatchObject({ label: 'HR', confidence: 1 });
  });

  it('puts the prefix of the model before texts and examples', async () => {
    const nearest = await service({ examples: [{ text: 'query: VPN', label: 'a' }], prefix: 'query: ', k: 1, min_similarity: 0.999 });
    expect((await nearest.classify({ text: 'VPN' })).label).toBeNull();
    expect((await nearest.classify({ text: 'query: VPN' })).label).toBe('a');
  });

  it.each([
    ['without examples', {}, undefined, 'OTAI_HF_BAD_EXAMPLES', 'there are no examples'],
    ['with a file that is not there', { examples_file: 'no.csv' }, undefined, 'OTAI_HF_BAD_EXAMPLES', 'no such file'],
    [
      'with a threshold for a label that no example has',
      { examples: EXAMPLES, thresholds: { HR: 0.5 } },
      undefined,
      'OTAI_HF_UNKNOWN_LABEL',
      'thresholds names "HR"',
    ],
    [
      'with a model that is followed by more than pooling',
      { examples: EXAMPLES },
      ['modules.json', '[{"type": "sentence_transformers.models.Transformer"}, {"type": "sentence_transformers.models.Dense"}]'],
      'OTAI_HF_UNSUPPORTED_MODEL',
      'gives something else',
    ],
    [
      'with a classifier in place of an embedding model',
      { examples: EXAMPLES, dtype: 'q8' },
      undefined,
      'OTAI_HF_UNSUPPORTED_MODEL',
      'gives something else',
    ],
  ])('stops the start %s', async (_what, params, file, code, message) => {
    if (file !== undefined) writeFileSync(join(model, file[0] ?? ''), file[1] ?? '');
    const error: unknown = await service(params).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

function cosine(a: readonly number[], b: readonly number[]): number {
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
}
