import { readModelConfig } from './model-config.js';

const THREE = { id2label: { '2': 'c', '0': 'a', '1': 'b' } };

describe('readModelConfig', () => {
  it('orders labels by their number, not by their place or as texts', () => {
    const id2label = Object.fromEntries(Array.from({ length: 12 }, (_, id) => [String(11 - id), `label ${11 - id}`]));
    expect(readModelConfig({ id2label }).labels).toEqual(Array.from({ length: 12 }, (_, id) => `label ${id}`));
    expect(readModelConfig({ ...THREE, label2id: { c: 0, b: 1, a: 2 } }).labels).toEqual(['a', 'b', 'c']);
  });

  it('names labels LABEL_0, LABEL_1 … when only their count is known, and takes two for a classifier that says nothing', () => {
    expect(readModelConfig({ num_labels: 3 }).labels).toEqual(['LABEL_0', 'LABEL_1', 'LABEL_2']);
    expect(readModelConfig({ architectures: ['BertForSequenceClassification'] }).labels).toEqual(['LABEL_0', 'LABEL_1']);
  });

  it.each([
    [{ ...THREE }, 'softmax'],
    [{ ...THREE, problem_type: 'single_label_classification' }, 'softmax'],
    [{ ...THREE, problem_type: 'multi_label_classification' }, 'sigmoid'],
    [{ ...THREE, problem_type: 'regression' }, 'none'],
    [{ num_labels: 1 }, 'sigmoid'],
    [{ num_labels: 1, problem_type: 'regression' }, 'none'],
    [{ num_labels: 2 }, 'softmax'],
    [{ ...THREE, function_to_apply: 'sigmoid' }, 'softmax'],
  ])('of %j chooses %s, as the reference does', (config, fn) => {
    expect(readModelConfig(config).scoreFunction).toBe(fn);
  });

  it('knows that the positions of RoBERTa and its kin start behind the padding token', () => {
    expect(readModelConfig({ ...THREE, model_type: 'xlm-roberta', max_position_embeddings: 514, pad_token_id: 1 }).maxPositions).toBe(512);
    expect(readModelConfig({ ...THREE, model_type: 'bert', max_position_embeddings: 512, pad_token_id: 0 }).maxPositions).toBe(512);
    expect(readModelConfig({ ...THREE, model_type: 'deberta-v2' }).maxPositions).toBeUndefined();
  });

  it('says so when there are no labels, or one is missing', () => {
    expect(() => readModelConfig({ architectures: ['BertModel'] })).toThrow('names no labels');
    expect(() => readModelConfig({ id2label: { '0': 'a', '2': 'c' } })).toThrow('2 labels, but none with the id 1');
  });
});
