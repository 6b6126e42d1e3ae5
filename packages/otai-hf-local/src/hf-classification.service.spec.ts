import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootOtai, type BootedOtai } from 'open-ticket-ai/testing';
import type { HFClassificationService } from './hf-classification.service.js';
import type { HfLocalError } from './hf-local.error.js';
import HfLocalPlugin from './plugin.js';
import { FIXTURES, fixture, type Goldens } from '../test/golden-models.js';

const VPN = 'Hello, the VPN does not connect since this morning, please help immediately!';

async function boot(services: Readonly<Record<string, object>>, steps: readonly object[] = []): Promise<BootedOtai> {
  const entries = Object.entries(services).map(([id, params]) => [id, { use: 'hf-local:HFClassificationService', params }]);
  const pipelines = { p: { steps: steps.length > 0 ? steps : [{ id: 'none', use: 'base:expression', params: { expression: 1 } }] } };
  const config = { otai: { services: Object.fromEntries(entries) as object, pipelines } };
  return bootOtai(config, { plugins: [HfLocalPlugin], cwd: FIXTURES });
}

describe('HFClassificationService', () => {
  let app: BootedOtai | undefined;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otai-hf-'));
  });

  afterEach(async () => {
    await app?.close();
    app = undefined;
    rmSync(folder, { recursive: true });
  });

  const service = async (params: object): Promise<HFClassificationService> => {
    app = await boot({ hf: params });
    return app.service<HFClassificationService>('hf');
  };

  /** A copy of m1-bert-queue whose files the test may spoil. */
  const copy = (): string => {
    cpSync(join(FIXTURES, 'm1-bert-queue'), folder, { recursive: true });
    return folder;
  };

  const failure = async (params: object): Promise<HfLocalError> => {
    const hf = await service({ warm_up: false, ...params });
    return hf.classify({ text: VPN }).then(
      () => fail('no error'),
      (error: unknown) => error as HfLocalError,
    );
  };

  it('classifies with a model of a folder, and says which model it was', async () => {
    const hf = await service({ model: './m1-bert-queue' });
    const answer = await hf.classify({ text: VPN });
    expect(answer).toMatchObject({ label: 'network', abstained: null, model: { name: './m1-bert-queue' } });
    expect(answer.labels).toHaveLength(6);
  });

  it.each(['m1-bert-queue', 'm2-bert-priority', 'm4-distilbert-queue', 'm6-bert-regression', 'm6b-bert-single-logit', 'm7-bert-maxlen32'])(
    'gives every label and score of the reference with %s, all texts at once',
    async (model) => {
      const hf = await service({ model });
      const { cases } = fixture<Goldens>(model, 'goldens.json');
      const answers = await Promise.all(cases.map(({ text }) => hf.classify({ text })));
      const differing = cases.filter(({ scores }, i) =>
        scores.some(({ label, score }, place) => {
          const found = answers[i]?.labels[place];
          return found?.label !== label || Math.abs(found.confidence - score) > 1.05e-5;
        }),
      );
      expect(differing.map(({ id }) => id)).toEqual([]);
    },
  );

  it('answers to its old config: no params, the model named by the step', async () => {
    app = await boot({ hf: {} }, [
      {
        id: 'c',
        use: 'base:classification',
        injects: { classification_service: 'hf' },
        params: { text: VPN, model_name: './m1-bert-queue' },
      },
    ]);
    const result = await app.run('p');
    expect(result.steps.get('c')).toMatchObject({ status: 'succeeded', data: { label: 'network', abstained: false } });
  });

  it('shares one process and one session among services with the same settings', async () => {
    const booted = await boot({ queue: { model: './m1-bert-queue' }, priority: { model: './m2-bert-priority' } });
    app = booted;
    const answers = await Promise.all(
      ['queue', 'priority'].map((id) => booted.service<HFClassificationService>(id).classify({ text: VPN })),
    );
    expect(answers.map(({ label }) => label)).toEqual(['network', 'high']);
  });

  it('runs models that take 32 bits and give out 16, without a tokenizer_config.json', async () => {
    const hf = await service({ model: './made/narrow', dtype: 'fp16', function: 'none' });
    // The ids of [CLS], x and [SEP] are 2, 28 and 3: the model gives its row 33 modulo 4.
    expect((await hf.classify({ text: 'x' })).labels).toEqual([
      { label: 'b', confidence: 2 },
      { label: 'a', confidence: 0 },
      { label: 'c', confidence: 0 },
    ]);
  });

  it('reads the end of a long text, too, with windows', async () => {
    const long = `${'my laptop keyboard is broken. '.repeat(20)} ${'invoice paid twice, please refund. '.repeat(40)}`;
    const head = await (await service({ model: './m7-bert-maxlen32' })).classify({ text: long });
    await app?.close();
    const all = await (
      await service({ model: './m7-bert-maxlen32', strategy: 'windows', windows: { max_windows: 60, overlap: 8 } })
    ).classify({ text: long });
    expect([head.label, all.label]).toEqual(['hardware', 'billing']);
  });

  it('stops the start when the model of the config cannot be loaded', async () => {
    await expect(boot({ hf: { model: './nothing-here' } })).rejects.toMatchObject({ code: 'OTAI_HF_UNKNOWN_MODEL' });
  });

  it('refuses params that make no sense, all at once', async () => {
    const booting = boot({ hf: { label_map: { network: 1 }, thresholds: { Billing: 'high' }, dtype: 'q4', batch: { max_size: 0 } } });
    await expect(booting).rejects.toThrow(/thresholds must map labels to numbers[\s\S]*label_map must map labels to texts/);
  });

  it('fails a request for a model that nobody named', async () => {
    expect((await failure({})).message).toBe(
      'no model is named\n  -> set model in the params of the service, or model_name in those of the step',
    );
  });

  it('refuses names that are neither folders nor names of the Hub, and answers offline at once', async () => {
    expect(await failure({ model: 'https://example.com/model' })).toMatchObject({ code: 'OTAI_HF_UNKNOWN_MODEL' });
    await app?.close();
    expect(await failure({ model: 'acme/queue', offline: true, cache_dir: folder })).toMatchObject({ code: 'OTAI_HF_OFFLINE' });
  });

  it.each([
    ['a corrupt ONNX file', 'onnx/model.onnx', () => 'not a model', 'OTAI_HF_CORRUPT_MODEL'],
    ['an ONNX file that is cut off', 'onnx/model.onnx', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2), 'OTAI_HF_CORRUPT_MODEL'],
    ['a broken config.json', 'config.json', () => '{"id2label": ', 'OTAI_HF_CORRUPT_FILE'],
    ['a config.json without labels', 'config.json', () => '{"model_type": "bert"}', 'OTAI_HF_LABELS_MISSING'],
    ['fewer labels than the model has', 'config.json', () => '{"id2label": {"0": "a", "1": "b"}}', 'OTAI_HF_LABELS_MISSING'],
    ['a tokenizer of an unknown kind', 'tokenizer.json', () => '{"model": {"type": "Telepathy"}}', 'OTAI_HF_TOKENIZER_UNSUPPORTED'],
    ['a model with inputs that nobody gives', 'onnx/model.onnx', rename('token_type_ids', 'pixel_valuesxx'), 'OTAI_HF_UNSUPPORTED_MODEL'],
  ])('says what is wrong with %s, and what to do', async (_what, file, spoil, code) => {
    const path = join(copy(), file);
    writeFileSync(path, spoil(readFileSync(path)));
    const error = await failure({ model: folder });
    expect(error.code).toBe(code);
    expect(error.hint).toBeTruthy();
  });

  it('tries again after a failure: a model that is repaired needs no restart', async () => {
    const config = join(copy(), 'config.json');
    const good = readFileSync(config);
    writeFileSync(config, '{');
    const hf = await service({ model: folder, warm_up: false });
    await expect(hf.classify({ text: VPN })).rejects.toThrow('not readable as JSON');
    writeFileSync(config, good);
    expect((await hf.classify({ text: VPN })).label).toBe('network');
  });

  it('fails one ticket alone when the model does', async () => {
    app = await boot({ hf: {} }, [
      {
        id: 'each',
        use: 'base:for_each',
        params: {
          items: ['./m1-bert-queue', './missing'],
          as: 'model',
          steps: [
            {
              id: 'c',
              use: 'base:classification',
              injects: { classification_service: 'hf' },
              params: { text: VPN, model_name: '{{ model }}' },
            },
          ],
        },
      },
    ]);
    const result = await app.run('p');
    expect(result.steps.get('each')).toMatchObject({ status: 'succeeded', data: { succeeded_count: 1, failed_count: 1 } });
  });
});

/** Renames a tensor throughout a model; both names have the same length. */
function rename(from: string, to: string): (bytes: Buffer) => Buffer {
  return (bytes) => Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
}

function fail(message: string): never {
  throw new Error(message);
}
