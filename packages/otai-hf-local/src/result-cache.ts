import { createHash } from 'node:crypto';
import type { TextOutput } from './worker/protocol.js';

/** What a model said of texts before, by a hash: no ticket's text is kept. The answers used last stay. */
export class ResultCache {
  private readonly outputs = new Map<string, TextOutput>();

  /** @param size - how many answers are kept; 0: none */
  constructor(private readonly size: number) {}

  /** The kept answer, or the one that `ask` gives. */
  async get(kind: string, text: string, ask: () => Promise<TextOutput>): Promise<TextOutput> {
    if (this.size === 0) return ask();
    const key = createHash('sha256').update(kind).update('\0').update(text).digest('base64');
    const output = this.outputs.get(key) ?? (await ask());
    this.outputs.delete(key);
    this.outputs.set(key, output);
    const [oldest] = this.outputs.keys();
    if (this.outputs.size > this.size && oldest !== undefined) this.outputs.delete(oldest);
    return output;
  }
}
