import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FIXTURES } from './golden-models.js';
import { makeHeavyModel, makeHungryModel } from './made-models.js';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
/** Of address space, for the host and its model process each, in KB: node alone takes about 1 GB of it. */
const LIMIT = 4_000_000;

/** What became of one text. */
interface Outcome {
  readonly label?: string;
  readonly code?: string;
  readonly message?: string;
  readonly hint?: string;
  readonly retryable?: boolean;
}

// A host of its own that cannot get more memory than `ulimit` lets it, as in a container; its model process inherits the limit.
const HOST = `
  import 'reflect-metadata';
  import { SystemClock } from 'open-ticket-ai';
  import { HfClassificationParams, HFClassificationService } from './dist/index.js';
  import { EnginePool } from './dist/batching/engine-pool.js';
  const { params, requests } = JSON.parse(process.argv[1]);
  const pool = new EnginePool(new SystemClock());
  const context = { id: 'hf', services: {}, logger: console, baseDir: '/' };
  const service = new HFClassificationService(Object.assign(new HfClassificationParams(), { threads: 1, ...params }), context, pool);
  const outcomes = [];
  for (const together of requests) {
    const answers = await Promise.all(together.map((request) => service.classify(request).catch((error) => error)));
    outcomes.push(...answers.map(({ label, code, message, hint, retryable }) => ({ label, code, message, hint, retryable })));
  }
  await pool.onApplicationShutdown();
  console.log(JSON.stringify(outcomes));`;

/** @param requests - those of one list are asked for at the same time, one list after the other */
function runHost(params: object, requests: readonly (readonly object[])[]): readonly Outcome[] {
  const shell = `ulimit -v ${LIMIT} && exec "$0" --input-type=module -e "$1" "$2"`;
  const args = ['-c', shell, process.execPath, HOST, JSON.stringify({ params, requests })];
  return JSON.parse(execFileSync('sh', args, { cwd: PACKAGE, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as Outcome[];
}

// Only Linux holds a process to a limit of its address space.
const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('without enough memory', () => {
  let folder: string;
  const healthy = { text: 'The VPN is down.', model_name: join(FIXTURES, 'm1-bert-queue') };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otai-hf-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('a text that needs too much fails alone; the next is classified, by the same model, too', () => {
    makeHungryModel(folder);
    const [short, long, next, other] = runHost({}, [
      [{ text: 'VPN', model_name: folder }],
      [{ text: 'VPN '.repeat(300), model_name: folder }],
      [{ text: 'VPN', model_name: folder }, healthy],
    ]);
    expect(long).toMatchObject({
      code: 'OTAI_HF_OUT_OF_MEMORY',
      message: expect.stringContaining('the model could not read the text: there is not enough memory'),
      hint: 'use dtype q8 or a smaller model, or lower batch.max_tokens and max_length',
      retryable: false,
    });
    expect(next).toEqual(short);
    expect(next?.label).toMatch(/^[ab]$/);
    expect(other?.label).toBe('network');
  });

  it('texts that are too much together are tried alone', () => {
    makeHungryModel(folder);
    const outcomes = runHost({}, [Array.from({ length: 4 }, () => ({ text: 'VPN '.repeat(25), model_name: folder }))]);
    expect(outcomes).toHaveLength(4);
    expect(outcomes.filter(({ label }) => label === undefined)).toEqual([]);
  });

  it('a model that cannot be loaded says so; the others work', () => {
    makeHeavyModel(folder);
    const [heavy, other] = runHost({ memory_limit_mb: 10_000 }, [[{ text: 'VPN', model_name: folder }], [healthy]]);
    expect(heavy).toMatchObject({
      code: 'OTAI_HF_OUT_OF_MEMORY',
      message: expect.stringContaining('the ONNX file cannot be loaded: there is not enough memory'),
    });
    expect(other?.label).toBe('network');
  });

  it('a model above memory_limit_mb is not even tried', () => {
    makeHeavyModel(folder);
    const [heavy, other] = runHost({}, [[{ text: 'VPN', model_name: folder }], [healthy]]);
    expect(heavy).toMatchObject({
      code: 'OTAI_HF_OUT_OF_MEMORY',
      message: expect.stringContaining('its weights take 5600.0 MB, more than the 4096.0 MB that models may take in this process'),
      hint: 'raise memory_limit_mb, or use dtype q8 or a smaller model',
    });
    expect(other?.label).toBe('network');
  });
});
