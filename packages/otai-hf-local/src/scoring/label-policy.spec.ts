import type { ModelInfo } from '../worker/protocol.js';
import { LabelPolicy, type LabelOptions } from './label-policy.js';

const INFO: ModelInfo = { labels: ['network', 'billing', 'hardware'], scoreFunction: 'softmax', multiLabel: false, maxLength: 512 };
const PLAIN: LabelOptions = { function: 'auto', label_map: {}, thresholds: {}, min_confidence: 0, join: 'mean' };
/** Scores 0.1, 0.6, 0.3. */
const LOGITS = [Math.log(0.1), Math.log(0.6), Math.log(0.3)];

function judge(
  options: Partial<LabelOptions> = {},
  { info = INFO, rows = [LOGITS], topK }: { info?: ModelInfo; rows?: number[][]; topK?: number } = {},
) {
  return new LabelPolicy(info, { ...PLAIN, ...options }, 'm').judge(rows, topK);
}

describe('LabelPolicy', () => {
  it('gives the best label, and all with their scores, best first', () => {
    const { label, confidence, labels, abstained } = judge();
    expect({ label, abstained }).toEqual({ label: 'billing', abstained: null });
    expect(confidence).toBeCloseTo(0.6);
    expect(labels.map((each) => each.label)).toEqual(['billing', 'hardware', 'network']);
  });

  it('keeps the order of ids among equal scores', () => {
    expect(judge({}, { rows: [[1, 1, 1]] }).labels.map(({ label }) => label)).toEqual(['network', 'billing', 'hardware']);
  });

  it('gives the top_k best; the request goes before the config', () => {
    expect(judge({ top_k: 2 }).labels).toHaveLength(2);
    expect(judge({ top_k: 2 }, { topK: 1 }).labels).toHaveLength(1);
    expect(judge({}, { topK: 99 }).labels).toHaveLength(3);
  });

  it('abstains below min_confidence, and says why', () => {
    const { label, confidence, abstained } = judge({ min_confidence: 0.7 });
    expect(label).toBeNull();
    expect(confidence).toBeCloseTo(0.6);
    expect(abstained).toBe('the best label, "billing", has a confidence of 0.60, below its threshold of 0.7');
  });

  it('lets a label have a threshold of its own; the second best does not step in', () => {
    expect(judge({ thresholds: { billing: 0.5 }, min_confidence: 0.9 }).label).toBe('billing');
    expect(judge({ thresholds: { billing: 0.65, hardware: 0.1 } }).label).toBeNull();
  });

  it('of a multi-label model takes the best label that reaches its own threshold', () => {
    const info = { ...INFO, scoreFunction: 'sigmoid', multiLabel: true } as const;
    expect(judge({ thresholds: { billing: 0.99, hardware: 0.5 } }, { info, rows: [[-3, 3, 2]] }).label).toBe('hardware');
  });

  it('names all labels of a multi-label model that reach their thresholds, the best first, not more than top_k', () => {
    const info = { ...INFO, scoreFunction: 'sigmoid', multiLabel: true } as const;
    const of = (options: Partial<LabelOptions>) => judge(options, { info, rows: [[-3, 3, 2]] });
    expect(of({ min_confidence: 0.5 })).toMatchObject({ label: 'billing', accepted_labels: ['billing', 'hardware'] });
    expect(of({ min_confidence: 0.5, thresholds: { billing: 0.99 } }).accepted_labels).toEqual(['hardware']);
    expect(of({ min_confidence: 0.5, top_k: 1 }).accepted_labels).toEqual(['billing']);
    expect(of({ min_confidence: 0.99 })).toMatchObject({ label: null, accepted_labels: [] });
  });

  it('names the one label of any other model, if it is taken', () => {
    expect(judge().accepted_labels).toEqual(['billing']);
    expect(judge({ min_confidence: 0.7 }).accepted_labels).toEqual([]);
  });

  it('renames labels; those that get one name share their scores', () => {
    const { label, labels } = judge({ label_map: { network: 'IT Support', hardware: 'IT Support' } });
    expect(label).toBe('billing');
    expect(labels.map((each) => [each.label, each.confidence.toFixed(2)])).toEqual([
      ['billing', '0.60'],
      ['IT Support', '0.40'],
    ]);
  });

  it('joins the windows of a long text by mean or highest score', () => {
    const rows = [LOGITS, [Math.log(0.8), Math.log(0.1), Math.log(0.1)]];
    expect(judge({}, { rows }).labels[0]).toEqual({ label: 'network', confidence: expect.closeTo(0.45) as number });
    expect(judge({ join: 'max' }, { rows }).confidence).toBeCloseTo(0.8);
  });

  it('gives the raw value of a regression, which no threshold of 0 holds back', () => {
    const info = { ...INFO, labels: ['LABEL_0'], scoreFunction: 'none' } as const;
    expect(judge({}, { info, rows: [[-1.5]] })).toMatchObject({ label: 'LABEL_0', confidence: -1.5, abstained: null });
  });

  it('can be told another function than the one of the config', () => {
    expect(judge({ function: 'sigmoid' }, { rows: [[0, 3, 0]] }).confidence).toBeCloseTo(0.9526);
  });

  it('refuses names of labels that the model does not have', () => {
    expect(() => judge({ label_map: { Network: 'IT' } })).toThrow(
      'label_map names "Network", but m has the labels "network", "billing", "hardware"',
    );
    expect(() => judge({ label_map: { billing: 'Accounts' }, thresholds: { billing: 0.5 } })).toThrow('thresholds names "billing"');
  });

  it('refuses a model whose labels the helpdesk does not have', () => {
    expect(() => judge({ expected_labels: ['network', 'billing'] })).toThrow('m can give "hardware", which is not in expected_labels');
    expect(judge({ expected_labels: ['network', 'billing'], label_map: { hardware: 'network' } }).label).toBe('billing');
  });
});
