import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from 'open-ticket-ai';
import { FakeHub } from '../../test/fake-hub.js';
import { FIXTURES } from '../../test/golden-models.js';
import { ModelProblem, type ProblemReport } from '../model/model-problem.js';
import { findHubModel, type HubRequest } from './hub-model.js';

const MODEL = 'acme/queue';
const FOLDER = join(FIXTURES, 'm1-bert-queue');
const PATHS = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'onnx/model.onnx',
  'onnx/model_quantized.onnx',
];
const TOKEN = 'hf_a-very-secret-token';

describe('findHubModel', () => {
  let hub: FakeHub;
  let hubUrl: string;
  let cacheDir: string;
  let warnings: string[];

  beforeEach(async () => {
    hub = new FakeHub(MODEL, FOLDER, PATHS);
    hubUrl = await hub.open();
    cacheDir = await mkdtemp(join(tmpdir(), 'otai-hf-'));
    warnings = [];
  });

  afterEach(async () => {
    await hub.close();
    await rm(cacheDir, { recursive: true });
  });

  const find = (options: Partial<HubRequest> = {}) =>
    findHubModel({
      model: MODEL,
      revision: 'main',
      dtype: 'q8',
      hubUrl,
      token: undefined,
      cacheDir,
      offline: false,
      warn: (message) => warnings.push(message),
      ...options,
    });

  const problemOf = async (options: Partial<HubRequest> = {}): Promise<ProblemReport> => {
    const error: unknown = await find(options).catch((reason: unknown) => reason);
    return (error as ModelProblem).report;
  };

  it('fetches what is needed and nothing else, into the layout that all Hugging Face tools share', async () => {
    const { files, revision } = await find();
    expect(revision).toBe(hub.commit);
    expect(hub.downloads.map((line) => line.split(' ')[0])).toEqual([
      'config.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'model_quantized.onnx',
    ]);
    expect(files.onnx).toBe(join(cacheDir, 'models--acme--queue', 'snapshots', hub.commit, 'onnx', 'model_quantized.onnx'));
    expect(readFileSync(files.onnx)).toEqual(readFileSync(join(FOLDER, 'onnx', 'model_quantized.onnx')));
    expect(readFileSync(join(cacheDir, 'models--acme--queue', 'refs', 'main'), 'utf8')).toBe(hub.commit);
  });

  it('downloads nothing twice', async () => {
    await find();
    const before = hub.downloads.length;
    await find();
    expect(hub.downloads).toHaveLength(before);
  });

  it('downloads once for two that want the same model at the same time', async () => {
    const found = await Promise.all([find(), find(), find()]);
    expect(new Set(found.map(({ files }) => files.onnx)).size).toBe(1);
    expect(hub.downloads.filter((line) => line.startsWith('model_quantized'))).toHaveLength(1);
  });

  it('asks the Hub nothing at all for a pinned commit that is in the cache', async () => {
    await find({ revision: hub.commit });
    hub.calls.length = 0;
    await find({ revision: hub.commit });
    expect(hub.calls).toEqual([]);
  });

  it('goes on where an interrupted download ended', async () => {
    hub.faults.cut = { after: 100_000, when: () => untilStored(cacheDir, 100_000) };
    expect(await problemOf()).toMatchObject({ problem: 'hub_unreachable', retryable: true });
    await find();
    expect(hub.downloads.at(-1)).toMatch(/^model_quantized\.onnx bytes=[1-9]\d*-/);
  });

  it('fetches a file anew that is shorter than it should be', async () => {
    const { files } = await find();
    await truncate(files.onnx, 10);
    await find();
    expect(readFileSync(files.onnx)).toEqual(readFileSync(join(FOLDER, 'onnx', 'model_quantized.onnx')));
  });

  it('refuses a file whose checksum is wrong, and keeps nothing of it', async () => {
    hub.faults.damage = true;
    const { message, problem, retryable = false } = await problemOf();
    expect([problem, retryable]).toEqual(['corrupt_file', false]);
    expect(message).toBe('onnx/model_quantized.onnx arrived damaged: its checksum is not the one the Hub states');
    expect(existsSync(join(cacheDir, 'models--acme--queue', 'snapshots', hub.commit, 'onnx'))).toBe(false);
    hub.faults.damage = false;
    await expect(find()).resolves.toBeDefined();
  });

  it('reads a private model with a token, which it shows to nobody', async () => {
    hub.token = TOKEN;
    await expect(find({ token: new Secret(TOKEN) })).resolves.toBeDefined();
    const withoutToken = await problemOf({ revision: 'main', cacheDir: join(cacheDir, 'other') });
    expect(withoutToken).toMatchObject({ problem: 'unauthorized', message: 'acme/queue does not exist, or is not public' });
    const wrong = await problemOf({ token: new Secret('hf_wrong'), cacheDir: join(cacheDir, 'other') });
    expect(wrong).toMatchObject({ problem: 'unauthorized', message: 'acme/queue cannot be read with the given token' });
    expect(JSON.stringify([withoutToken, wrong])).not.toMatch(/hf_/);
  });

  it.each([
    ['500', { status: 500 }, { problem: 'hub_failed', hint: 'try again later', retryable: true }],
    ['503 that names seconds', { status: 503, retryAfter: '7' }, { problem: 'hub_failed', retryable: true, retryAfterMs: 7000 }],
    ['429 that names a date', { status: 429, retryAfter: 'Thu, 01 Jan 2026 00:00:00 GMT' }, { retryable: true, retryAfterMs: 0 }],
    ['400', { status: 400, retryAfter: '7' }, { problem: 'hub_failed', retryable: false, retryAfterMs: undefined }],
    ['403', { status: 403, retryAfter: '7' }, { problem: 'unauthorized', retryable: undefined, retryAfterMs: undefined }],
    ['404', { status: 404 }, { problem: 'unknown_model', retryable: undefined }],
  ])('says whether a later attempt may go well after an answer of %s', async (_what, refuse, expected) => {
    hub.faults.refuse = refuse;
    const report = await problemOf();
    expect(Object.fromEntries(Object.keys(expected).map((key) => [key, report[key as keyof ProblemReport]]))).toEqual(expected);
  });

  it('takes the cached revision when the Hub is overloaded, with a warning', async () => {
    await find();
    hub.faults.refuse = { status: 503 };
    await expect(find()).resolves.toMatchObject({ revision: hub.commit });
    expect(warnings).toEqual([`the Hub answered with status 503 about acme/queue; the cached revision ${hub.commit} is used`]);
  });

  it('says what to do about a model that the Hub does not know', async () => {
    const { hint, problem } = await problemOf({ model: 'acme/quue' });
    expect(problem).toBe('unknown_model');
    expect(hint).toBe(`open ${hubUrl}/acme/quue and compare name and revision`);
  });

  it('offline takes what is in the cache, and says what is missing there', async () => {
    await find();
    await hub.close();
    await expect(find({ offline: true })).resolves.toMatchObject({ revision: hub.commit });
    expect(await problemOf({ offline: true, dtype: 'fp32' })).toMatchObject({
      problem: 'offline',
      message: 'acme/queue (revision main, dtype fp32) is not in the cache, and offline is set',
    });
  });

  it('takes the cached revision when the Hub cannot be reached, with a warning', async () => {
    await find();
    await hub.close();
    await expect(find()).resolves.toMatchObject({ revision: hub.commit });
    expect(warnings).toEqual([`acme/queue could not be fetched: ${hubUrl} is not reachable; the cached revision ${hub.commit} is used`]);
    expect((await problemOf({ model: 'acme/other' })).problem).toBe('hub_unreachable');
  });

  it('of a model without ONNX weights says how to convert it, or which precision it has', async () => {
    const bare = new FakeHub(MODEL, FOLDER, ['config.json', 'tokenizer.json']);
    const address = await bare.open();
    const { hint, problem } = await problemOf({ hubUrl: address });
    expect(problem).toBe('no_onnx');
    expect(hint).toContain('optimum-cli export onnx --model acme/queue --task text-classification models/queue');
    await bare.close();
    expect((await problemOf({ dtype: 'fp16' })).hint).toBe('set dtype to one it has: fp32, q8');
  });

  it('says when the tokenizer or the config is missing', async () => {
    for (const [paths, problem] of [
      [['config.json', 'onnx/model_quantized.onnx'], 'tokenizer_missing'],
      [['tokenizer.json', 'onnx/model_quantized.onnx'], 'config_missing'],
    ] as const) {
      const partial = new FakeHub(MODEL, FOLDER, paths);
      expect((await problemOf({ hubUrl: await partial.open() })).problem).toBe(problem);
      await partial.close();
    }
  });
});

/** Waits until a download that has not ended has so many bytes in its file. */
async function untilStored(folder: string, size: number): Promise<void> {
  const parts = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.incomplete'));
  while (!parts().some((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size === size)) await new Promise(setImmediate);
}
