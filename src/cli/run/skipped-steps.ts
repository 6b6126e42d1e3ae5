import { oneLine } from '../printable.js';

/** Numbers differ from ticket to ticket; the reason is the same. */
const NUMBER = /\d+(?:[.,]\d+)?/g;

interface SkippedReason {
  readonly step: string;
  readonly example: string;
  count: number;
  /** Whether all were skipped in exactly these words. */
  uniform: boolean;
}

/** Counts skipped steps by step and reason. */
export class SkippedSteps {
  readonly #reasons = new Map<string, SkippedReason>();

  add(step: string, reason: string): void {
    const key = `${step}\n${reason.replace(NUMBER, '…')}`;
    const known = this.#reasons.get(key);
    if (known === undefined) this.#reasons.set(key, { step, example: reason, count: 1, uniform: true });
    else {
      known.count += 1;
      known.uniform &&= known.example === reason;
    }
  }

  get count(): number {
    return [...this.#reasons.values()].reduce((sum, reason) => sum + reason.count, 0);
  }

  /** One line a reason, the most frequent first: `3 x note: its condition (if) is false`. */
  get lines(): readonly string[] {
    return [...this.#reasons.values()].toSorted((a, b) => b.count - a.count).map(describe);
  }
}

function describe({ step, example, count, uniform }: SkippedReason): string {
  const reason = oneLine(uniform ? example : example.replace(NUMBER, '…'));
  return `${count === 1 ? '' : `${count} x `}${step}: ${reason}`;
}
