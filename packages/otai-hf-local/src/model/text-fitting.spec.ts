import { fixture } from '../../test/golden-models.js';
import { fitText, type Fitting } from './text-fitting.js';
import { TextEncoder } from './tokenizer/text-encoder.js';
import { readTokenizerSettings } from './tokenizer/tokenizer-settings.js';

const MODEL = 'm7-bert-maxlen32';
const CLS = 2;
const SEP = 3;
const HEAD: Fitting = { strategy: 'head', overlap: 0, maxWindows: 1 };

function encoder(config: object = {}): TextEncoder {
  return new TextEncoder(
    fixture(MODEL, 'tokenizer.json'),
    readTokenizerSettings({ ...fixture<object>(MODEL, 'tokenizer_config.json'), ...config }, 'bert'),
  );
}

/** Words that are one token each, so that their places can be counted. */
const NUMBERS = ['die', 'vpn', 'und', 'the', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const TEXT = NUMBERS.join(' ');
const BODY = encoder().bodyOf(TEXT);

/** The ids of the sequences. */
function fit(textEncoder: TextEncoder, limit: number, fitting: Fitting) {
  const { sequences, truncated } = fitText(TEXT, { encoder: textEncoder, limit }, fitting);
  return { sequences: sequences.map(({ ids }) => ids), truncated };
}

describe('fitText', () => {
  it('leaves a text that fits as it is', () => {
    expect(fit(encoder(), 32, HEAD)).toEqual({ sequences: [[CLS, ...BODY, SEP]], truncated: false });
  });

  it('with head cuts the end off and keeps the special tokens, as the reference does', () => {
    expect(fit(encoder(), 6, HEAD)).toEqual({ sequences: [[CLS, ...BODY.slice(0, 4), SEP]], truncated: true });
  });

  it('with head cuts the beginning off when the tokenizer says so', () => {
    expect(fit(encoder({ truncation_side: 'left' }), 6, HEAD).sequences).toEqual([[CLS, ...BODY.slice(-4), SEP]]);
  });

  it('with head_tail keeps a fourth from the front and the rest from the end', () => {
    expect(fit(encoder(), 10, { ...HEAD, strategy: 'head_tail' }).sequences).toEqual([[CLS, ...BODY.slice(0, 2), ...BODY.slice(-6), SEP]]);
  });

  it('with windows reads all of it in parts that overlap', () => {
    const { sequences, truncated } = fit(encoder(), 7, { strategy: 'windows', overlap: 1, maxWindows: 8 });
    expect(sequences).toEqual([0, 4, 8].map((start) => [CLS, ...BODY.slice(start, start + 5), SEP]));
    expect(truncated).toBe(false);
  });

  it('with windows reads no more than max_windows, and says that there was more', () => {
    const { sequences, truncated } = fit(encoder(), 6, { strategy: 'windows', overlap: 0, maxWindows: 2 });
    expect(sequences).toHaveLength(2);
    expect(truncated).toBe(true);
  });

  it('obeys a max_length below that of the model', () => {
    expect(fit(encoder(), 32, { ...HEAD, maxLength: 5 }).sequences[0]).toHaveLength(5);
  });
});
