import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURES } from './golden-models.js';

/** The output of the last layer of m1-bert-queue. */
const LAST_LAYER = '/m/bert/encoder/layer.1/output/LayerNorm/LayerNormalization_output_0';

/** m1-bert-queue under other names of its labels: no model for inference, but one that computes as they do. */
export function makeInferenceModel(folder: string, id2label: Readonly<Record<string, string>>): void {
  cpSync(join(FIXTURES, 'm1-bert-queue'), folder, { recursive: true });
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as object;
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, id2label }));
}

/** m1-bert-queue with one more output: what its last layer makes of each token. Without labels, as embedding models are. */
export function makeEmbeddingModel(folder: string): void {
  cpSync(join(FIXTURES, 'm1-bert-queue'), folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ model_type: 'bert', max_position_embeddings: 512, pad_token_id: 0 }));
  const path = join(folder, 'onnx', 'model.onnx');
  writeFileSync(path, Buffer.concat([readFileSync(path), moreOutput('last_hidden_state')]));
}

/** Protobuf messages that stand one after the other are merged: this adds a node and an output to the graph before. */
function moreOutput(name: string): Buffer {
  const node = field(1, field(1, LAST_LAYER), field(2, name), field(4, 'Identity'));
  const dims = ['batch', 'tokens', 'width'].map((dim) => field(1, field(2, dim)));
  const type = field(2, field(1, Buffer.from([1 << 3, 1]), field(2, ...dims)));
  return field(7, node, field(12, field(1, name), type));
}

/** A field of bytes. */
function field(number: number, ...parts: readonly (Uint8Array | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  const [low, high] = [content.length & 0x7f, content.length >> 7];
  return Buffer.concat([Buffer.from(high === 0 ? [(number << 3) | 2, low] : [(number << 3) | 2, low | 0x80, high]), content]);
}
