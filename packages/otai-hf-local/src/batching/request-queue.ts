import type { BatchLimits } from '../model/batch-plan.js';
import type { Fitting } from '../model/text-fitting.js';
import type { ModelSpec, TextOutput } from '../worker/protocol.js';

/** What the texts of one batch have in common. */
export interface RequestKind {
  /** Equal for requests that may share a batch. */
  readonly key: string;
  readonly spec: ModelSpec;
  readonly fitting: Fitting;
  readonly limits: BatchLimits;
  /** Texts that each text is read together with, one after the other, as pairs. Default: it is read alone. */
  readonly seconds?: readonly string[] | undefined;
}

/** A text that waits for its turn. */
export interface QueuedRequest {
  readonly kind: RequestKind;
  readonly text: string;
  /** How often it has been handed to a model process. */
  attempts: number;
  readonly resolve: (output: TextOutput) => void;
  readonly reject: (error: Error) => void;
}

/** The texts that wait, the oldest first. */
export class RequestQueue {
  private readonly requests = new Set<QueuedRequest>();

  get size(): number {
    return this.requests.size;
  }

  add(request: QueuedRequest): void {
    this.requests.add(request);
  }

  /** Takes back a request that nobody waits for any more. */
  remove(request: QueuedRequest): void {
    this.requests.delete(request);
  }

  /**
   * Takes out the oldest, and with it those of its kind that come nearest to it in length.
   * One that has been tried before goes alone: should it be what ended a process, it takes nobody with it again.
   *
   * @param most - leave the rest for others
   */
  take(most: number): readonly QueuedRequest[] {
    const [oldest] = this.requests;
    if (oldest === undefined) return [];
    const batch = oldest.attempts > 0 ? [oldest] : [oldest, ...this.nearest(oldest, Math.min(most, textsOf(oldest.kind)) - 1)];
    for (const request of batch) this.requests.delete(request);
    return batch;
  }

  private nearest(oldest: QueuedRequest, count: number): readonly QueuedRequest[] {
    const { key } = oldest.kind;
    const distance = ({ text }: QueuedRequest) => Math.abs(text.length - oldest.text.length);
    const others = [...this.requests].filter((other) => other !== oldest && other.kind.key === key && other.attempts === 0);
    return others.toSorted((a, b) => distance(a) - distance(b)).slice(0, count);
  }
}

/** A text that is read several times counts so often. */
function textsOf({ limits, seconds = [] }: RequestKind): number {
  return Math.max(1, Math.floor(limits.maxSize / Math.max(1, seconds.length)));
}
