/** A piece of a pair: special tokens, or the place of the first (A) or second (B) text. */
export interface PairPiece {
  readonly tokens: readonly string[];
  readonly place?: 'A' | 'B' | undefined;
  readonly type: number;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * How a tokenizer puts two texts together, by the `post_processor` of tokenizer.json, with the types that the Rust library gives:
 * RoBERTa's has only type 0, where the library in use here says 1 of the second text.
 *
 * @returns `undefined` for one that adds nothing to a pair
 */
export function pairTemplate(processor: unknown): readonly PairPiece[] | undefined {
  const json = asJson(processor);
  switch (json['type']) {
    case 'TemplateProcessing':
      return listOf(json['pair']).map((item) => templatePiece(asJson(item), asJson(json['special_tokens'])));
    case 'BertProcessing':
      return [special(json['cls']), text('A', 0), special(json['sep']), text('B', 1), special(json['sep'], 1)];
    case 'RobertaProcessing':
      return [special(json['cls']), text('A', 0), special(json['sep']), special(json['sep']), text('B', 0), special(json['sep'])];
    case 'Sequence':
      return listOf(json['processors'])
        .map(pairTemplate)
        .find((pieces) => pieces !== undefined);
    default:
      return undefined;
  }
}

function templatePiece(item: Json, specials: Json): PairPiece {
  const sequence = asJson(item['Sequence']);
  if (sequence['id'] === 'A' || sequence['id'] === 'B') return text(sequence['id'], Number(sequence['type_id']));
  const { id, type_id } = asJson(item['SpecialToken']);
  return { tokens: listOf(asJson(specials[String(id)])['tokens']).map(String), type: Number(type_id) };
}

function text(place: 'A' | 'B', type: number): PairPiece {
  return { tokens: [], place, type };
}

/** A token as BERT's and RoBERTa's processors name it: with its id. */
function special(named: unknown, type = 0): PairPiece {
  return { tokens: [String(listOf(named)[0])], type };
}

function asJson(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
