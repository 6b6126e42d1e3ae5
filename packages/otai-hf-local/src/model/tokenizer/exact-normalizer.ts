import { bertNormalizer, lowerByCodePoint, type BertNormalizerOptions } from './bert-normalizer.js';
import { PrecompiledNormalizer } from './precompiled-normalizer.js';
import type { Normalize, OwnNormalizer } from './tokenizer-library.js';

/** A normalizer as tokenizer.json describes it. */
interface NormalizerJson {
  readonly type: string;
  readonly normalizers?: readonly NormalizerJson[];
  readonly precompiled_charsmap?: string | null;
}

/** The library's normalizer, its parts replaced by exact ones where they differ from the reference. */
export function exactNormalizer(json: unknown, own: OwnNormalizer | null): Normalize | null {
  if (own === null || json === null || json === undefined) return own;
  return exact(json as NormalizerJson, own);
}

function exact(json: NormalizerJson, own: OwnNormalizer): Normalize {
  switch (json.type) {
    case 'BertNormalizer':
      return bertNormalizer(json as unknown as BertNormalizerOptions);
    case 'Lowercase':
      return lowerByCodePoint;
    case 'Precompiled':
      return json.precompiled_charsmap ? precompiled(json.precompiled_charsmap) : (text) => text;
    case 'Sequence':
      return sequence(json.normalizers ?? [], own.normalizers ?? []);
    default:
      return own;
  }
}

function precompiled(charsmap: string): Normalize {
  const normalizer = new PrecompiledNormalizer(charsmap);
  return (text) => normalizer.normalize(text);
}

function sequence(parts: readonly NormalizerJson[], own: readonly (OwnNormalizer | null)[]): Normalize {
  const steps = parts.map((json, i) => exactNormalizer(json, own[i] ?? null)).filter((step) => step !== null);
  return (text) => steps.reduce((result, step) => step(result), text);
}
