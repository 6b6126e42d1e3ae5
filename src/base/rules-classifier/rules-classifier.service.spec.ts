import * as fc from 'fast-check';
import { validateSync } from 'class-validator';
import { LabelRules, type WeightedTexts } from './label-rules.params.js';
import { RulesClassifierParams } from './rules-classifier.params.js';
import { RulesClassifier } from './rules-classifier.service.js';

type Rules = Record<string, { keywords?: WeightedTexts; patterns?: WeightedTexts; weight?: number }>;

function paramsOf(labels: Rules, rest: Partial<RulesClassifierParams> = {}): RulesClassifierParams {
  const rules = Object.entries(labels).map(([label, given]) => [label, Object.assign(new LabelRules(), given)]);
  return Object.assign(new RulesClassifierParams(), { labels: Object.fromEntries(rules), ...rest });
}

const classifier = (labels: Rules, rest?: Partial<RulesClassifierParams>) => new RulesClassifier(paramsOf(labels, rest));
const finds = async (keyword: string, text: string, rest?: Partial<RulesClassifierParams>) =>
  (await classifier({ x: { keywords: [keyword] } }, rest).classify({ text })).label === 'x';

const problems = (rules: object) =>
  validateSync(Object.assign(new LabelRules(), rules)).flatMap(({ constraints }) => Object.values(constraints ?? {}));

const queues: Rules = {
  IT: { keywords: ['printer', 'password', 'vpn'] },
  Billing: { keywords: ['invoice*', 'payment'], patterns: ['RE-\\d{4,}'] },
};

describe('keywords', () => {
  it.each([
    ['printer', 'The PRINTER, again!', true],
    ['printer', 'printers', false],
    ['invoice*', 'two invoices', true],
    ['invoice*', 'reinvoice', false],
    ['*rechnung', 'Ihre Stromrechnung', true],
    ['*rechnung', 'Rechnungen', false],
    ['Größe', 'GROESSE', true],
    ['Strasse', 'straße', true],
    ['cafe', 'Café', true],
    ['u\u0308ber', 'ueber', true],
    ['payment reminder', 'a payment\n reminder', true],
    ['payment reminder', 'payment of a reminder', false],
    ['can not log*', 'I can not login', true],
    ['*konto gesperrt', 'Mein Benutzerkonto gesperrt!', true],
    ['E-Mail', 'e mail', true],
    ['発票', '请寄発票给我', true],
    ['невозможно', 'Невозможно войти', true],
    ['2024', 'in 2024', true],
    ['toString', 'constructor', false],
  ])('"%s" in %j: %s', async (keyword, text, expected) => {
    expect(await finds(keyword, text)).toBe(expected);
  });

  it('of one weight can stand in one text, with commas between', async () => {
    const it = classifier({ x: { keywords: { 'printer*, not working': 2 } } });
    expect((await it.classify({ text: 'The printers are not working' })).confidence).toBe(4 / 5);
  });

  it('keep upper and lower case apart when told to', async () => {
    expect([await finds('IT', 'it is', { case_sensitive: true }), await finds('IT', 'our IT', { case_sensitive: true })]).toEqual([
      false,
      true,
    ]);
  });
});

describe('the confidence', () => {
  it('grows with the evidence and never reaches 1', async () => {
    const it = classifier(queues);
    const confidences = await Promise.all(
      ['printer', 'printer vpn', 'printer vpn password'].map(async (text) => (await it.classify({ text })).confidence),
    );
    expect(confidences).toEqual([1 / 2, 2 / 3, 3 / 4]);
  });

  it('shrinks with what speaks for another label', async () => {
    expect(await classifier(queues).classify({ text: 'printer, password, vpn: no payment' })).toEqual({
      label: 'IT',
      confidence: 0.6,
      labels: [
        { label: 'IT', confidence: 0.6 },
        { label: 'Billing', confidence: 0.2 },
      ],
      abstained: null,
    });
  });

  it('does not grow when a word is repeated', async () => {
    expect((await classifier(queues).classify({ text: 'vpn '.repeat(100) })).confidence).toBe(0.5);
  });

  it('follows the weights, also those that speak against a label', async () => {
    const rules = { spam: { keywords: { offer: 3, colleague: -2 }, weight: 2 }, mail: { keywords: ['meeting'] } };
    const { labels } = await classifier(rules).classify({ text: 'an offer, dear colleague' });
    expect(labels).toEqual([
      { label: 'spam', confidence: 2 / 3 },
      { label: 'mail', confidence: 0 },
    ]);
    expect((await classifier(rules).classify({ text: 'colleague' })).labels[0]?.confidence).toBe(0);
  });

  it('counts patterns like keywords', async () => {
    expect(await classifier(queues).classify({ text: 'about re-20261: payment' })).toMatchObject({ label: 'Billing', confidence: 2 / 3 });
  });

  it('comes with as many labels as are asked for', async () => {
    expect((await classifier(queues).classify({ text: 'vpn', top_k: 1 })).labels).toEqual([{ label: 'IT', confidence: 0.5 }]);
  });
});

describe('abstaining', () => {
  it.each([
    ['nothing was found', 'hello', 0, 'no keyword or pattern of any label was found'],
    ['two labels are equally likely', 'printer payment', 1 / 3, '"IT" and "Billing" are equally likely (0.33)'],
    ['the best label is not sure enough', 'printer vpn payment', 1 / 2, 'the best label, "IT", has a confidence of 0.50, below the 0.6'],
  ])('happens when %s, with the reason', async (_what, text, confidence, reason) => {
    const answer = await classifier(queues, { min_confidence: 0.6 }).classify({ text });
    expect(answer).toMatchObject({ label: null, confidence, abstained: expect.stringContaining(reason) });
  });

  it('does not happen with a default label, which comes with the confidence the rules have in it', async () => {
    const urgent = classifier({ high: { keywords: ['urgent', 'today'] } }, { default_label: 'medium' });
    expect(await urgent.classify({ text: 'hello' })).toMatchObject({ label: 'medium', confidence: 0, abstained: null });
    expect(await urgent.classify({ text: 'urgent' })).toMatchObject({ label: 'high', confidence: 0.5 });
    const known = classifier({ low: { keywords: ['later'] }, high: { keywords: ['today'] } }, { default_label: 'low' });
    expect(await known.classify({ text: 'today or later' })).toMatchObject({ label: 'low', confidence: 1 / 3, abstained: null });
  });
});

describe('hostile and large texts', () => {
  it('are read in linear time, whatever the patterns are', async () => {
    const slow = classifier(
      { x: { patterns: ['(a+)+$', '(a|a)*b', '(.*a){20}b'], keywords: ['a*', 'a a a a b'] } },
      { max_text_length: 200_000 },
    );
    const started = performance.now();
    for (const text of [`${'a'.repeat(200_000)}!`, 'a '.repeat(100_000), 'ä'.repeat(200_000)]) await slow.classify({ text });
    expect(performance.now() - started).toBeLessThan(60_000);
  });

  it('are cut at max_text_length', async () => {
    expect((await classifier(queues, { max_text_length: 100 }).classify({ text: `${'-'.repeat(100)} vpn` })).label).toBeNull();
  });

  it('always give confidences between 0 and 1 that add up to less than 1, and the same answer twice', async () => {
    const words = fc.constantFrom('printer', 'payment', 'invoice', 'vpn', 'RE-12345', '\n', 'ß', '\ud800', '{{ fail() }}');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(words, fc.string({ unit: 'binary' })), { maxLength: 20 }), async (parts) => {
        const request = { text: parts.join(' ') };
        const answer = await classifier(queues).classify(request);
        const sum = answer.labels.reduce((total, { confidence }) => total + confidence, 0);
        expect(answer.labels.every(({ confidence }) => confidence >= 0)).toBe(true);
        expect(sum).toBeLessThan(1);
        expect(await classifier(queues).classify(request)).toEqual(answer);
      }),
    );
  });
});

describe('rules that are wrong', () => {
  it.each([
    [{ keywords: ['a*b'] }, 'keywords cannot be used: keyword "a*b": a * can only stand at its start or end'],
    [{ keywords: ['a,,b'] }, 'keywords cannot be used: keyword "": it has no letter or digit'],
    [{ keywords: ['!?'] }, 'keywords cannot be used: keyword "!?": it has no letter or digit'],
    [{ keywords: ['*a*'] }, 'keywords cannot be used: keyword "*a*": a word can be open at one end only'],
    [{ keywords: [2024] }, 'keywords cannot be used: 2024 must be a text: put it in quotes'],
    [{ keywords: { a: 'much' } }, 'keywords cannot be used: the weight of "a" must be a number'],
    [{ keywords: 'a' }, 'keywords cannot be used: it must be a list of texts, or a map from text to weight'],
    [
      { patterns: ['(a', '(?=b)'] },
      'patterns cannot be used: pattern "(a", character 3: a "(" is not closed; pattern "(?=b)", character 2',
    ],
    [{ weight: 0 }, 'weight must be a positive number'],
  ])('are told when the config is read: %j', (rules, message) => {
    expect(problems(rules)).toEqual([expect.stringContaining(message)]);
  });

  it('are good when they are empty', () => {
    expect(problems({})).toEqual([]);
  });
});
