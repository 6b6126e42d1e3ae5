import { OnnxGraph } from './onnx-writer.mjs';

/** The shapes of well-known encoders. */
export const SHAPES = {
  tiny: { layers: 2, hidden: 64, heads: 4, inner: 128 },
  minilm: { layers: 6, hidden: 384, heads: 12, inner: 1536 },
  'bert-base': { layers: 12, hidden: 768, heads: 12, inner: 3072 },
};

/** The ONNX file of a BERT classifier with random weights. */
export function bertFile({ layers, hidden, heads, inner }, { vocab = 30522, positions = 512, labels = 6 } = {}) {
  const graph = new OnnxGraph();
  const random = randomFloats();
  const weight = (...dims) => graph.tensor(random(dims.reduce((a, b) => a * b, 1)), dims);
  const ones = graph.tensor(new Float32Array(hidden).fill(1), [hidden]);
  const zeros = graph.tensor(new Float32Array(hidden), [hidden]);
  const norm = (x) => graph.node('LayerNormalization', [x, ones, zeros], { axis: -1, epsilon: 1e-12 });
  const dense = (x, from, to) => graph.node('Add', [graph.node('MatMul', [x, weight(from, to)]), weight(to)]);
  const split = graph.ints(0, 0, heads, hidden / heads);
  const join = graph.ints(0, 0, hidden);

  const [ids, mask, types] = ['input_ids', 'attention_mask', 'token_type_ids'].map((name) => graph.input(name, ['batch', 'sequence']));
  const zero = graph.tensor(BigInt64Array.of(0n), []);
  const one = graph.tensor(BigInt64Array.of(1n), []);
  const length = graph.node('Gather', [graph.node('Shape', [ids]), one], { axis: 0 });
  const places = graph.node('Range', [zero, length, one]);
  const words = graph.node('Gather', [weight(vocab, hidden), ids]);
  const where = graph.node('Gather', [weight(positions, hidden), places]);
  const which = graph.node('Gather', [weight(2, hidden), types]);
  let x = norm(graph.node('Add', [graph.node('Add', [words, which]), where]));

  const hide = graph.node('Mul', [graph.node('Sub', [graph.scalar(1), graph.node('Cast', [mask], { to: 1 })]), graph.scalar(-10000)]);
  const bias = graph.node('Unsqueeze', [hide, graph.ints(1, 2)]);
  for (let layer = 0; layer < layers; layer++) {
    const headed = (perm) => graph.node('Transpose', [graph.node('Reshape', [dense(x, hidden, hidden), split])], { perm });
    const [query, keys, values] = [headed([0, 2, 1, 3]), headed([0, 2, 3, 1]), headed([0, 2, 1, 3])];
    const scores = graph.node('Mul', [graph.node('MatMul', [query, keys]), graph.scalar(1 / Math.sqrt(hidden / heads))]);
    const attention = graph.node('Softmax', [graph.node('Add', [scores, bias])], { axis: -1 });
    const context = graph.node('Transpose', [graph.node('MatMul', [attention, values])], { perm: [0, 2, 1, 3] });
    x = norm(graph.node('Add', [x, dense(graph.node('Reshape', [context, join]), hidden, hidden)]));
    x = norm(graph.node('Add', [x, dense(graph.node('Gelu', [dense(x, hidden, inner)]), inner, hidden)]));
  }
  const first = graph.node('Gather', [x, zero], { axis: 1 });
  const pooled = graph.node('Tanh', [dense(first, hidden, hidden)]);
  graph.node('Add', [graph.node('MatMul', [pooled, weight(hidden, labels)]), weight(labels)], {}, 'logits');
  graph.output('logits', ['batch', labels]);
  return graph.toBuffer();
}

function randomFloats(seed = 1) {
  let state = seed;
  return (length) => {
    const values = new Float32Array(length);
    for (let i = 0; i < length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      values[i] = (state / 2 ** 32 - 0.5) * 0.08;
    }
    return values;
  };
}
