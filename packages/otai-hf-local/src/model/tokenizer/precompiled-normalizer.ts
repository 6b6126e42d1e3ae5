import { Charsmap } from './charsmap.js';

// What needs a look: everything but printable ASCII, together with the characters beside it, which it may combine with.
const NOT_PLAIN = /(?:[\x20-\x7E]?[^\x20-\x7E]+)+[\x20-\x7E]?/gu;
const PLAIN = Array.from({ length: 0x7f - 0x20 }, (_, i) => String.fromCharCode(0x20 + i));
/** Longer clusters are looked up character by character. In bytes of UTF-8. */
const MAX_CLUSTER = 6;

/** SentencePiece's normalizer by the table that came with the model. The @huggingface/tokenizers class only approximates it with NFKC. */
export class PrecompiledNormalizer {
  private readonly map: Charsmap;
  private readonly known = new Map<string, string>();
  private readonly clusters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  private readonly leavesPlain: boolean;

  /** @param charsmap - `precompiled_charsmap` of tokenizer.json */
  constructor(charsmap: string) {
    this.map = new Charsmap(charsmap);
    this.leavesPlain = PLAIN.every((char) => this.map.replacementOf(char) === undefined);
  }

  normalize(text: string): string {
    return this.leavesPlain ? text.replace(NOT_PLAIN, (part) => this.replace(part)) : this.replace(text);
  }

  private replace(text: string): string {
    let result = '';
    for (const { segment } of this.clusters.segment(text)) result += this.replaceCluster(segment);
    return result;
  }

  private replaceCluster(cluster: string): string {
    const known = this.known.get(cluster);
    if (known !== undefined) return known;
    const replaced = this.lookUp(cluster);
    if (this.known.size < 10_000 && cluster.length <= 4) this.known.set(cluster, replaced);
    return replaced;
  }

  private lookUp(cluster: string): string {
    const whole = Buffer.byteLength(cluster) < MAX_CLUSTER ? this.map.replacementOf(cluster) : undefined;
    return whole ?? Array.from(cluster, (char) => this.map.replacementOf(char) ?? char).join('');
  }
}
