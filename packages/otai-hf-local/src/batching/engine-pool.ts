import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from 'open-ticket-ai';
import { InferenceEngine, type EngineOptions } from './inference-engine.js';

/** The engines of an application: services with the same settings share one process, and in it one session for each model. */
@Injectable()
export class EnginePool implements OnApplicationShutdown {
  private readonly engines = new Map<string, InferenceEngine>();

  constructor(private readonly clock: Clock) {}

  /** The engine with these settings. */
  get(options: EngineOptions): InferenceEngine {
    const key = JSON.stringify(options);
    const engine = this.engines.get(key) ?? new InferenceEngine(this.clock, options);
    this.engines.set(key, engine);
    return engine;
  }

  /** Runs have ended by now: finishes what waits, then ends the processes. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.engines.values()].map((engine) => engine.close()));
    this.engines.clear();
  }
}
