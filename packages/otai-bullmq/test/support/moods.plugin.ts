import {
  OtaiError,
  Pipe,
  PipeResult,
  PluginFactory,
  Trigger,
  type PipeContext,
  type StopTrigger,
  type TriggerContext,
} from 'open-ticket-ai';
import { IsInt, IsString } from 'class-validator';

/** What the pipes of a test do, and have done, whichever application they are in. */
export const moods = {
  /** Pipes that wait here go on when it resolves. */
  gate: undefined as Promise<unknown> | undefined,
  /** How many executions are at the gate. */
  waiting: 0,
  /** How often `try_hard` was executed, by key, with the number of the attempt. */
  attempts: [] as string[],
  /** The triggers that are started. */
  triggers: [] as TriggerContext[],
  reset(): void {
    Object.assign(this, { gate: undefined, waiting: 0, attempts: [], triggers: [] });
  },
};

class TryParams {
  @IsString()
  key = '';

  /** How many attempts fail. */
  @IsInt()
  failures = 0;
}

/** Fails a number of times, and goes well then. */
@Pipe('try_hard', { params: TryParams, effect: 'idempotent' })
export class TryHardPipe {
  execute({ params, attempt }: PipeContext<TryParams>) {
    moods.attempts.push(`${params.key}:${attempt}`);
    const failed = attempt <= params.failures;
    return failed ? PipeResult.failed(new OtaiError('TEST_BUSY', 'busy', { retryable: true })) : PipeResult.succeeded({ attempt });
  }
}

/** Waits at the gate, if there is one. */
@Pipe('wait', { effect: 'idempotent' })
export class WaitPipe {
  async execute({ signal }: PipeContext) {
    const closed = moods.gate;
    if (closed === undefined) return PipeResult.succeeded();
    moods.waiting += 1;
    const aborted = new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
    try {
      await Promise.race([closed, aborted]);
    } finally {
      moods.waiting -= 1;
    }
    return PipeResult.succeeded();
  }
}

/** Always fails, and says so. */
@Pipe('poison', { effect: 'idempotent' })
export class PoisonPipe {
  execute() {
    return PipeResult.failed(new OtaiError('TEST_POISON', 'poison'));
  }
}

/** Fires when a test says so. */
@Trigger('by_hand')
export class ByHandTrigger {
  start(context: TriggerContext): StopTrigger {
    moods.triggers.push(context);
    return () => void moods.triggers.splice(moods.triggers.indexOf(context), 1);
  }
}

export class MoodsPlugin extends PluginFactory {
  injectables() {
    return [TryHardPipe, WaitPipe, PoisonPipe, ByHandTrigger];
  }
}

/** A promise that a test resolves. */
export function gate(): () => void {
  const opening: { resolve?: () => void } = {};
  moods.gate = new Promise<void>((resolve) => (opening.resolve = resolve));
  return () => {
    moods.gate = undefined;
    opening.resolve?.();
  };
}

/** Resolves when something holds; the test's own time limit ends it otherwise. */
export async function until(holds: () => unknown): Promise<void> {
  while ((await holds()) !== true) await new Promise((resolve) => setTimeout(resolve, 10));
}
