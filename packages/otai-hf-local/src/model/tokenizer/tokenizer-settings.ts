import type { BertNormalizerOptions } from './bert-normalizer.js';

/** What tokenizer_config.json adds to tokenizer.json. */
export interface TokenizerSettings {
  /** The longest sequence with its special tokens; `undefined` where nothing limits it. */
  readonly maxLength: number | undefined;
  /** Which end of a long text is cut off. */
  readonly truncationSide: 'left' | 'right';
  readonly padToken: string | undefined;
  /** Whether the model is told which of two texts a token belongs to. */
  readonly tellsTypes: boolean;
  /** For BERT's own tokenizer classes, these overrule the normalizer of tokenizer.json. */
  readonly bert: BertNormalizerOptions | undefined;
}

const BERT_CLASS = /^(?:Distil|Mobile|Conv)?BertTokenizer(?:Fast)?$|^ElectraTokenizer(?:Fast)?$/;
const BERT_TYPE = /^(?:bert|distilbert|electra|mobilebert|convbert)$/;
/** Hub files say 1e30 where they mean "no limit". */
const NO_LIMIT = 1e9;

/**
 * Reads tokenizer_config.json as Python's transformers does.
 *
 * @param json - an empty object when the file is missing
 * @param modelType - of config.json, for a missing `tokenizer_class`
 */
export function readTokenizerSettings(json: Readonly<Record<string, unknown>>, modelType: string | undefined): TokenizerSettings {
  const longest = json['model_max_length'];
  const named = json['tokenizer_class'];
  const isBert = typeof named === 'string' ? BERT_CLASS.test(named) : BERT_TYPE.test(modelType ?? '');
  return {
    maxLength: typeof longest === 'number' && longest > 0 && longest < NO_LIMIT ? longest : undefined,
    truncationSide: json['truncation_side'] === 'left' ? 'left' : 'right',
    padToken: contentOf(json['pad_token']),
    tellsTypes: !Array.isArray(json['model_input_names']) || json['model_input_names'].includes('token_type_ids'),
    bert: isBert ? bertOptions(json) : undefined,
  };
}

function bertOptions(json: Readonly<Record<string, unknown>>): BertNormalizerOptions {
  return {
    clean_text: true,
    handle_chinese_chars: json['tokenize_chinese_chars'] !== false,
    strip_accents: typeof json['strip_accents'] === 'boolean' ? json['strip_accents'] : null,
    lowercase: json['do_lower_case'] !== false,
  };
}

function contentOf(token: unknown): string | undefined {
  if (typeof token === 'string') return token;
  const content = typeof token === 'object' && token !== null ? (token as { content?: unknown }).content : undefined;
  return typeof content === 'string' ? content : undefined;
}
