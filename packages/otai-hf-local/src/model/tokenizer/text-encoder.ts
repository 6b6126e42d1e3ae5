import { bertNormalizer } from './bert-normalizer.js';
import { exactNormalizer } from './exact-normalizer.js';
import { bertPreTokenizer, exactPreTokenizer } from './exact-pre-tokenizer.js';
import { Frame } from './frame.js';
import { pairTemplate, type PairPiece } from './pair-template.js';
import { createTokenizer, type LibraryTokenizer } from './tokenizer-library.js';
import type { TokenizerSettings } from './tokenizer-settings.js';
import { makeUnigramLinear } from './unigram.js';

/** Stands for the text when the special tokens around it are looked up. */
const BODY = '\u0000body';
/** The library wants all of these keys. */
const ABSENT = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, added_tokens: [] };
// Half of a surrogate pair: the reference refuses such texts; here it becomes what UTF-8 makes of it.
const HALF_PAIR = /\p{Cs}/gu;
/** What goes on longer without white space is cut. */
const LONGEST_WORD = 1000;
/** No model reads so much; tokenizers take time and memory in proportion. */
const MOST_READ = 100_000;
/** A token seldom has fewer characters; if the first part of a long text proves too short, a longer one is taken. */
const CHARS_PER_TOKEN = 16;

/** Turns texts into the token ids that Python's transformers gives. */
export class TextEncoder {
  readonly padId: number;
  /** What stands around each text. */
  readonly frame: Frame;
  private readonly tokenizer: LibraryTokenizer;
  private readonly pair: readonly PairPiece[] | undefined;

  /** @param json - tokenizer.json; its `truncation` and `padding` are left alone, as by the reference */
  constructor(
    json: Readonly<Record<string, unknown>>,
    readonly settings: TokenizerSettings,
  ) {
    this.tokenizer = exactTokenizer(json, settings);
    const padToken = settings.padToken ?? paddingOf(json);
    this.padId = (padToken === undefined ? undefined : this.tokenizer.token_to_id(padToken)) ?? 0;
    const around = this.tokenizer.post_processor?.post_process([BODY], null, true).tokens ?? [BODY];
    const place = around.indexOf(BODY);
    this.frame = new Frame(this.idsOf(around.slice(0, place)), this.idsOf(around.slice(place + 1)));
    this.pair = pairTemplate(json['post_processor']);
  }

  /**
   * The ids of a text without the special tokens around it.
   *
   * @param enough - nobody reads more than so many from the front: the rest of a very long text need not be looked at. Default: all.
   */
  bodyOf(text: string, enough = Infinity): number[] {
    const wellFormed = bounded(text).replace(HALF_PAIR, '\uFFFD');
    for (let length = (enough + 1) * CHARS_PER_TOKEN; length < wellFormed.length; length *= 4) {
      const ids = this.encode(wellFormed.slice(0, endOfWord(wellFormed, length)));
      if (ids.length > enough) return ids;
    }
    return this.encode(wellFormed);
  }

  /** Whether it knows how two texts are read together. */
  get canPair(): boolean {
    return this.pair?.some(({ place }) => place === 'A') === true;
  }

  /** What stands around each text that is read together with a second one. Ask {@link canPair} first. */
  frameWith(second: string): Frame {
    const body = this.bodyOf(second);
    const pieces = (this.pair ?? []).map(({ tokens, place, type }) => ({ place, type, ids: place === 'B' ? body : this.idsOf(tokens) }));
    const first = pieces.findIndex(({ place }) => place === 'A');
    const [before, after] = [pieces.slice(0, first), pieces.slice(first + 1)];
    const idsOf = (some: typeof pieces) => some.flatMap(({ ids }) => ids);
    const typesOf = (some: typeof pieces) => some.flatMap(({ ids, type }) => ids.map(() => type));
    if (!this.settings.tellsTypes) return new Frame(idsOf(before), idsOf(after));
    return new Frame(idsOf(before), idsOf(after), { before: typesOf(before), text: pieces[first]?.type ?? 0, after: typesOf(after) });
  }

  private encode(text: string): number[] {
    return this.tokenizer.encode(text, { add_special_tokens: false }).ids;
  }

  private idsOf(tokens: readonly string[]): readonly number[] {
    return tokens.map((token) => {
      const id = this.tokenizer.token_to_id(token);
      if (id === undefined) throw new Error(`the special token ${token} is not in the vocabulary`);
      return id;
    });
  }
}

function exactTokenizer(json: Readonly<Record<string, unknown>>, { bert }: TokenizerSettings): LibraryTokenizer {
  const tokenizer = createTokenizer({ ...ABSENT, ...json });
  tokenizer.normalizer = bert ? bertNormalizer(bert) : exactNormalizer(json['normalizer'], tokenizer.normalizer);
  makeUnigramLinear(tokenizer);
  tokenizer.pre_tokenizer = bert ? bertPreTokenizer : exactPreTokenizer(json['pre_tokenizer'], tokenizer.pre_tokenizer);
  return tokenizer;
}

/** Without a tokenizer_config.json, the padding of tokenizer.json names the token. */
function paddingOf(json: Readonly<Record<string, unknown>>): string | undefined {
  const padding = json['padding'] as { readonly pad_token?: unknown } | null | undefined;
  return typeof padding?.pad_token === 'string' ? padding.pad_token : undefined;
}

/** Where the text can be cut so that no token in front changes: at white space behind `length`, or in a "word" that is none. */
function endOfWord(text: string, length: number): number {
  const space = /\S\s/g;
  space.lastIndex = length;
  const found = space.exec(text.slice(0, length + LONGEST_WORD));
  return found === null ? Math.min(text.length, length + LONGEST_WORD) : found.index + 1;
}

/** No more than {@link MOST_READ} characters: half from the front, half from the end. */
function bounded(text: string): string {
  return text.length <= MOST_READ ? text : `${text.slice(0, MOST_READ / 2)} ${text.slice(-MOST_READ / 2)}`;
}
