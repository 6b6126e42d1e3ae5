import 'reflect-metadata';
import { HfClassificationParams, HFClassificationService } from 'otai-hf-local';
import { SystemClock } from 'open-ticket-ai';
import { EnginePool } from '../../packages/otai-hf-local/dist/batching/engine-pool.js';

/** The service as Nest would build it, with one thread. */
export function openService(params) {
  const pool = new EnginePool(new SystemClock());
  const logger = { log() {}, warn: console.warn, error: console.error };
  const context = { id: 'bench', services: {}, logger, baseDir: process.cwd() };
  const classifier = new HFClassificationService(Object.assign(new HfClassificationParams(), { threads: 1, ...params }), context, pool);
  return { classifier, engine: () => classifier.engine, close: () => pool.onApplicationShutdown() };
}
