import { jest } from '@jest/globals';
import { join } from 'node:path';
import { FakeClock } from 'open-ticket-ai/testing';
import { SystemClock, type Clock } from 'open-ticket-ai';
import { FIXTURES } from '../../test/golden-models.js';
import { filesOfFolder } from '../hub/local-folder.js';
import { ModelProblem } from '../model/model-problem.js';
import type { ModelSpec } from '../worker/protocol.js';
import { InferenceEngine, type EngineOptions } from './inference-engine.js';
import type { RequestKind } from './request-queue.js';

const OPTIONS: EngineOptions = { workers: 1, maxWait: 2, maxQueue: 100, timeout: 60_000, idleUnload: 0, memoryLimit: 1e9 };
const TEXT = 'The VPN is down.';

describe('InferenceEngine', () => {
  let engine: InferenceEngine;

  afterEach(() => engine.close());

  const start = (options: Partial<EngineOptions> = {}, clock: Clock = new SystemClock()): InferenceEngine => {
    engine = new InferenceEngine(clock, { ...OPTIONS, ...options });
    return engine;
  };

  it('answers each text with its own outputs, whoever shares its batch', async () => {
    start();
    const kind = kindOf(await spec('m1-bert-queue'));
    const texts = Array.from({ length: 40 }, (_, i) => `${'printer '.repeat(i % 7)}${TEXT}`);
    const together = await Promise.all(texts.map((text) => engine.run(kind, text)));
    const alone = await engine.run(kind, texts[3] ?? '');
    expect(together[3]?.tokens).toBe(alone.tokens);
    together[3]?.rows[0]?.forEach((logit, i) => expect(logit).toBeCloseTo(alone.rows[0]?.[i] ?? NaN, 4));
  });

  it('starts again when its process dies at work, and nobody notices', async () => {
    start();
    const kind = kindOf(await spec('m1-bert-queue'));
    await engine.load(kind.spec);
    const [first] = engine.pids;
    const answers = Array.from({ length: 20 }, () => engine.run(kind, TEXT));
    process.kill(first ?? 0, 'SIGKILL');
    await expect(Promise.all(answers)).resolves.toHaveLength(20);
    expect(engine.pids).not.toEqual([first]);
  });

  it('starts again when its process died in its sleep', async () => {
    start();
    const kind = kindOf(await spec('m1-bert-queue'));
    await engine.run(kind, TEXT);
    const [first = 0] = engine.pids;
    process.kill(first, 'SIGKILL');
    await until(() => engine.pids.length === 0);
    await expect(engine.run(kind, TEXT)).resolves.toBeDefined();
  });

  it('gives up on a text whose process dies again, and says that it may be tried later', async () => {
    start();
    const kind = kindOf(await spec('m1-bert-queue'));
    await engine.load(kind.spec);
    const answer = engine.run(kind, TEXT).catch((error: unknown) => error);
    const [first = 0] = engine.pids;
    process.kill(first, 'SIGKILL');
    await until(() => engine.pids.length > 0 && engine.pids[0] !== first);
    process.kill(engine.pids[0] ?? 0, 'SIGKILL');
    expect(await answer).toMatchObject({ report: { problem: 'process_died', retryable: true } });
  });

  it('shares the work among several processes, each of which loads the model', async () => {
    start({ workers: 2, idleUnload: 0 });
    const kind = kindOf(await spec('m1-bert-queue'));
    await engine.load(kind.spec);
    expect(new Set(engine.pids).size).toBe(2);
    const texts = Array.from({ length: 50 }, (_, i) => `${'printer '.repeat(i % 7)}${TEXT}`);
    const together = await Promise.all(texts.map((text) => engine.run(kind, text)));
    const alone = await engine.run(kind, texts[41] ?? '');
    together[41]?.rows[0]?.forEach((logit, i) => expect(logit).toBeCloseTo(alone.rows[0]?.[i] ?? NaN, 4));
    process.kill(engine.pids[0] ?? 0, 'SIGSTOP');
    const stopped = engine.pids[0] ?? 0;
    const four = Promise.all(texts.slice(0, 4).map((text) => engine.run(kind, text)));
    process.kill(stopped, 'SIGKILL');
    await expect(four).resolves.toHaveLength(4);
  });

  it('starts no second process for a single text', async () => {
    start({ workers: 3 });
    const kind = kindOf(await spec('m1-bert-queue'));
    await engine.run(kind, TEXT);
    await engine.run(kind, TEXT);
    expect(engine.pids).toHaveLength(1);
    await Promise.all([engine.run(kind, TEXT), engine.run(kind, TEXT)]);
    expect(engine.pids).toHaveLength(2);
  });

  it('ends a call that takes too long, and serves the next', async () => {
    const clock = new FakeClock();
    start({ timeout: 1000 }, clock);
    const kind = kindOf(await spec('m1-bert-queue'));
    await engine.load(kind.spec);
    process.kill(engine.pids[0] ?? 0, 'SIGSTOP');
    const slow = engine.run(kind, TEXT).catch((error: unknown) => error);
    await until(() => clock.pending > 0);
    await clock.advance(1000);
    expect(await slow).toMatchObject({ report: { problem: 'timeout', retryable: true } });
    await expect(engine.run(kind, TEXT)).resolves.toBeDefined();
  });

  it('refuses more texts than may wait', async () => {
    start({ maxQueue: 2 });
    const kind = kindOf(await spec('m1-bert-queue'));
    const waiting = [engine.run(kind, TEXT), engine.run(kind, TEXT)];
    await expect(engine.run(kind, TEXT)).rejects.toMatchObject({ report: { problem: 'queue_full', retryable: true } });
    await Promise.all(waiting);
  });

  it('lets go of a text whose run is cancelled, waiting or not', async () => {
    start();
    const kind = kindOf(await spec('m1-bert-queue'));
    const controller = new AbortController();
    const cancelled = engine.run(kind, TEXT, controller.signal);
    controller.abort(new Error('the run was cancelled'));
    await expect(cancelled).rejects.toThrow('the run was cancelled');
    await expect(engine.run(kind, TEXT, controller.signal)).rejects.toThrow('the run was cancelled');
    await expect(engine.run(kind, TEXT)).resolves.toBeDefined();
  });

  it('listens to the signal of a run once, however many texts it has', async () => {
    start();
    const kind = kindOf(await spec('m1-bert-queue'));
    const { signal } = new AbortController();
    const listen = jest.spyOn(signal, 'addEventListener');
    await Promise.all(Array.from({ length: 20 }, () => engine.run(kind, TEXT, signal)));
    expect(listen).toHaveBeenCalledTimes(1);
  });

  it('gives its memory back when it has nothing to do, and comes back by itself', async () => {
    const clock = new FakeClock();
    start({ idleUnload: 60_000 }, clock);
    const kind = kindOf(await spec('m1-bert-queue'));
    await engine.run(kind, TEXT);
    await until(() => clock.pending > 0);
    await clock.advance(60_000);
    expect(engine.pids).toEqual([]);
    await expect(engine.run(kind, TEXT)).resolves.toBeDefined();
  });

  it('does not rest while it loads a model, however long that takes, and rests after one that nobody asks', async () => {
    const clock = new FakeClock();
    start({ idleUnload: 60_000 }, clock);
    const first = kindOf(await spec('m1-bert-queue'));
    await engine.run(first, TEXT);
    await until(() => clock.pending > 0);
    process.kill(engine.pids[0] ?? 0, 'SIGSTOP');
    const loading = engine.load(await spec('m2-bert-priority'));
    await clock.advance(60_000);
    process.kill(engine.pids[0] ?? 0, 'SIGCONT');
    expect((await loading).labels).toHaveLength(3);
    await clock.advance(60_000);
    expect(engine.pids).toEqual([]);
  });

  it('puts models away that do not fit into the memory limit, and loads them again when they are asked for', async () => {
    start({ memoryLimit: 1.5e6 });
    const queue = kindOf(await spec('m1-bert-queue'));
    const priority = kindOf(await spec('m2-bert-priority'));
    const lengths: (number | undefined)[] = [];
    for (const kind of [queue, priority, queue]) lengths.push((await engine.run(kind, TEXT)).rows[0]?.length);
    expect(lengths).toEqual([6, 3, 6]);
  });

  it('finishes what waits before it closes, then takes nothing more', async () => {
    start();
    const kind = kindOf(await spec('m1-bert-queue'));
    const waiting = Promise.all([engine.run(kind, TEXT), engine.run(kind, TEXT)]);
    await engine.close();
    await expect(waiting).resolves.toHaveLength(2);
    await expect(engine.run(kind, TEXT)).rejects.toBeInstanceOf(ModelProblem);
    expect(engine.pids).toEqual([]);
  });
});

async function spec(model: string): Promise<ModelSpec> {
  return { key: model, name: model, files: await filesOfFolder(join(FIXTURES, model), 'fp32'), threads: 1 };
}

function kindOf(model: ModelSpec): RequestKind {
  const fitting = { strategy: 'head', overlap: 0, maxWindows: 1 } as const;
  return { key: model.key, spec: model, fitting, limits: { maxSize: 16, maxTokens: 2048 } };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
