import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootOtai, type BootedOtai } from 'open-ticket-ai/testing';
import HfLocalPlugin from '../src/plugin.js';
import type { HFZeroShotService } from '../src/zero-shot/hf-zero-shot.service.js';
import { askDirectly } from './direct-session.js';
import { fixture, type Goldens } from './golden-models.js';
import { makeInferenceModel } from './made-models.js';

/** Pairs of ids as the Rust library that Python uses makes them (`only_first`, 512 tokens), one for each of {@link LABELS}. */
interface PairCase {
  readonly id: string;
  readonly pairs: readonly { readonly input_ids: readonly number[]; readonly token_type_ids: readonly number[] }[];
}

const CASES = fixture<PairCase[]>('zero-shot', 'pairs.json');
const TEXTS = new Map(fixture<Goldens>('m1-bert-queue', 'goldens.json').cases.map(({ id, text }) => [id, text]));
const LABELS = ['Network', 'Billing', 'HR'];
const PARAMS = {
  model: './nli',
  labels: LABELS,
  phrases: { Billing: 'invoices & Zahlungen in Größe XL' },
  hypothesis_template: 'This ticket is about {}.',
};
const CLASSES = { 0: 'Entailment', 1: 'b', 2: 'c', 3: 'd', 4: 'neutral', 5: 'contradiction' };

describe('HFZeroShotService', () => {
  let folder: string;
  let app: BootedOtai | undefined;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'otai-hf-'));
    makeInferenceModel(join(folder, 'nli'), CLASSES);
    makeInferenceModel(join(folder, 'nli-other-way'), { ...CLASSES, 0: 'contradiction', 5: 'ENTAILS' });
  });

  afterEach(() => app?.close());

  afterAll(() => rmSync(folder, { recursive: true }));

  const service = async (params: object): Promise<HFZeroShotService> => {
    await app?.close();
    const services = { zero: { use: 'hf-local:HFZeroShotService', params: { ...PARAMS, ...params } } };
    const pipelines = { p: { steps: [{ id: 'none', use: 'base:expression', params: { expression: 1 } }] } };
    app = await bootOtai({ otai: { services, pipelines } }, { plugins: [HfLocalPlugin], cwd: folder });
    return app.service<HFZeroShotService>('zero');
  };

  const differing = async (zero: HFZeroShotService, options: object = {}): Promise<readonly string[]> => {
    const answers = await Promise.all(CASES.map(({ id }) => zero.classify({ text: TEXTS.get(id) ?? '' })));
    const logits = askDirectly(
      join(folder, 'nli'),
      'logits',
      CASES.flatMap(({ pairs }) => pairs),
    );
    const wanted = CASES.map((_, place) => expected(logits.slice(place * LABELS.length, (place + 1) * LABELS.length), options));
    const isOff = (place: number) =>
      LABELS.some((label, i) => {
        const found = answers[place]?.labels.find((scored) => scored.label === label)?.confidence ?? NaN;
        return !(Math.abs(found - (wanted[place]?.[i] ?? NaN)) < 1e-5);
      });
    return CASES.filter((_, place) => isOff(place)).map(({ id }) => id);
  };

  it('gives the scores of the formula of the reference on its token ids, all texts at once, long ones included', async () => {
    expect(await differing(await service({}))).toEqual([]);
  });

  it('gives each label a score of its own with multi_label, entailment against contradiction', async () => {
    expect(await differing(await service({ multi_label: true }), { multi: true })).toEqual([]);
    const other = await service({ model: './nli-other-way', multi_label: true });
    expect(await differing(other, { multi: true, entailment: 5, contradiction: 0 })).toEqual([]);
  });

  it('names all labels that hold with multi_label, and one of them without', async () => {
    const text = 'The VPN is down, and so is the printer.';
    const several = await (await service({ multi_label: true })).classify({ text });
    const least = several.labels[1]?.confidence ?? 1;
    const two = await (await service({ multi_label: true, min_confidence: least })).classify({ text });
    expect(two.accepted_labels).toEqual(several.labels.slice(0, 2).map(({ label }) => label));
    const one = await (await service({})).classify({ text });
    expect(one.accepted_labels).toEqual([one.label]);
    expect(one.labels.reduce((sum, { confidence }) => sum + confidence, 0)).toBeCloseTo(1);
  });

  it('lets a single label hold or not, instead of taking it for certain', async () => {
    const { confidence } = await (await service({ labels: ['Network'], phrases: {} })).classify({ text: 'Hello' });
    expect(confidence).toBeLessThan(1);
  });

  it('reads all of a long text with windows', async () => {
    const text = `${'Good morning. '.repeat(300)} The VPN is down.`;
    const whole = await (await service({ strategy: 'windows', windows: { join: 'max' } })).classify({ text });
    const head = await (await service({})).classify({ text });
    expect(whole.labels).toHaveLength(3);
    expect(whole.labels).not.toEqual(head.labels);
  });

  it.each([
    ['a model that is not made for inference', { model: './plain' }, 'OTAI_HF_NOT_NLI', /has no label for entailment \(it has "network"/],
    ['hypotheses that leave no room for the text', { max_length: 6 }, 'OTAI_HF_NO_ROOM', /none is left for the text/],
    ['thresholds for labels that there are not', { thresholds: { network: 0.5 } }, 'OTAI_HF_UNKNOWN_LABEL', /thresholds names "network"/],
    ['phrases for labels that there are not', { phrases: { Bills: 'money' } }, 'OTAI_HF_UNKNOWN_LABEL', /phrases names "Bills"/],
  ])('stops the start with %s', async (_what, params, code, message) => {
    makeInferenceModel(join(folder, 'plain'), { 0: 'network', 1: 'b', 2: 'c', 3: 'd', 4: 'e', 5: 'f' });
    const error: unknown = await service(params).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('refuses params that make no sense', async () => {
    await expect(service({ labels: [], hypothesis_template: 'About it.' })).rejects.toThrow(
      /labels[\s\S]*hypothesis_template must contain \{\}/,
    );
  });
});

/** The scores that the reference's formula gives for the logits of a text, by label. */
function expected(
  logits: readonly (readonly number[])[],
  { multi = false, entailment = 0, contradiction = 5 }: { multi?: boolean; entailment?: number; contradiction?: number },
): readonly number[] {
  const whole = logits.reduce((sum, row) => sum + power(row, entailment), 0);
  return logits.map((row) => power(row, entailment) / (multi ? power(row, entailment) + power(row, contradiction) : whole));
}

function power(row: readonly number[], id: number): number {
  return Math.exp(row[id] ?? NaN);
}
