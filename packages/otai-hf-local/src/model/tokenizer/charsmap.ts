// A unit of the double-array trie of darts-clone, as SentencePiece writes it.
const HAS_LEAF = 1 << 8;
const LABEL = 0x8000_00ff;
const VALUE = 0x7fff_ffff;

/** The replacements that SentencePiece compiles into a model: a trie over UTF-8 bytes, and the texts its leaves point to. */
export class Charsmap {
  private readonly units: Uint32Array;
  private readonly texts: Buffer;

  /** @param base64 - `precompiled_charsmap` of tokenizer.json */
  constructor(base64: string) {
    const bytes = Buffer.from(base64, 'base64');
    const length = bytes.length < 4 ? 0 : bytes.readUInt32LE(0);
    if (length % 4 !== 0 || 4 + length > bytes.length) throw new Error('precompiled_charsmap is cut off');
    this.units = Uint32Array.from({ length: length / 4 }, (_, i) => bytes.readUInt32LE(4 + 4 * i));
    this.texts = bytes.subarray(4 + length);
  }

  /** What stands for the shortest beginning of `chunk` that the trie knows: it replaces the whole chunk, as in the Rust library. */
  replacementOf(chunk: string): string | undefined {
    const bytes = Buffer.from(chunk, 'utf8');
    let node = offset(this.unit(0));
    for (const byte of bytes) {
      if (byte === 0) return undefined;
      node ^= byte;
      const unit = this.unit(node);
      if ((unit & LABEL) >>> 0 !== byte) return undefined;
      node ^= offset(unit);
      if (unit & HAS_LEAF) return this.textAt(this.unit(node) & VALUE);
    }
    return undefined;
  }

  private unit(index: number): number {
    return this.units[index] ?? 0;
  }

  private textAt(start: number): string {
    const end = this.texts.indexOf(0, start);
    return this.texts.toString('utf8', start, end === -1 ? this.texts.length : end);
  }
}

function offset(unit: number): number {
  return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
}
