import { cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURES } from './golden-models.js';
import { bytes, external, input, ints, model, node, output } from './onnx-bytes.js';

/** The output of the last layer of m1-bert-queue. */
const LAST_LAYER = '/m/bert/encoder/layer.1/output/LayerNorm/LayerNormalization_output_0';
const BERT = { model_type: 'bert', max_position_embeddings: 512, pad_token_id: 0 };
const TWO_LABELS = { ...BERT, id2label: { 0: 'a', 1: 'b' } };

/** m1-bert-queue under other names of its labels: no model for inference, but one that computes as they do. */
export function makeInferenceModel(folder: string, id2label: Readonly<Record<string, string>>): void {
  cpSync(join(FIXTURES, 'm1-bert-queue'), folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...BERT, id2label }));
}

/** m1-bert-queue with one more output: what its last layer makes of each token. Without labels, as embedding models are. */
export function makeEmbeddingModel(folder: string): void {
  const onnx = copyOf(folder, BERT);
  // Protobuf messages that stand one after the other are merged: this adds a node and an output to the graph before.
  const more = [node('Identity', [LAST_LAYER], 'last_hidden_state'), output('last_hidden_state', ['texts', 'tokens', 'width'])];
  writeFileSync(onnx, Buffer.concat([readFileSync(onnx), bytes(7, ...more)]));
}

/** A model of a few bytes that takes 40 MB of memory for each token it reads. */
export function makeHungryModel(folder: string): void {
  const onnx = copyOf(folder, TWO_LABELS);
  const parts = [
    node('Cast', ['input_ids'], 'numbers', { to: 1 }),
    node('Unsqueeze', ['numbers', 'last'], 'columns'),
    node('Expand', ['columns', 'wide'], 'large'),
    node('ReduceSum', ['large', 'tokens'], 'sums', { keepdims: 0 }),
    node('Slice', ['sums', 'from', 'to', 'tokens'], 'logits'),
    ints('last', 2),
    ints('wide', 1, 1, 10_000_000),
    ints('tokens', 1),
    ints('from', 0),
    ints('to', 2),
  ];
  writeFileSync(onnx, model(...parts, input('input_ids'), output('logits', ['texts', 'labels'])));
}

/** A model whose weights take 5.6 GB, and hardly anything on the disk: they are a hole in a file. */
export function makeHeavyModel(folder: string): void {
  const onnx = copyOf(folder, TWO_LABELS);
  const rows = 700_000_000;
  const parts = [node('Gather', ['weights', 'input_ids'], 'found'), node('ReduceSum', ['found', 'tokens'], 'logits', { keepdims: 0 })];
  const weights = [external('weights', [rows, 2], 'model.onnx_data'), ints('tokens', 1)];
  writeFileSync(onnx, model(...parts, ...weights, input('input_ids'), output('logits', ['texts', 'labels'])));
  writeFileSync(`${onnx}_data`, '');
  truncateSync(`${onnx}_data`, rows * 2 * 4);
}

/** A copy of m1-bert-queue under another config. Gives the path of its ONNX file, for another one. */
function copyOf(folder: string, config: object): string {
  cpSync(join(FIXTURES, 'm1-bert-queue'), folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return join(folder, 'onnx', 'model.onnx');
}
