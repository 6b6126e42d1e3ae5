import { OnnxGraph } from '../../../bench/hf/onnx-writer.mjs';
import { FACTOR, MODULUS, OFFSET, ROWS, SIZES, SPACE } from './features.mjs';

/** The ONNX file of trained weights (rows x labels) and bias. */
export function modelFile(weights, bias) {
  const labels = bias.length;
  const graph = new OnnxGraph();
  const [ids, mask] = ['input_ids', 'attention_mask'].map((name) => graph.input(name, ['batch', 'sequence']));
  const table = graph.tensor(weights, [ROWS, labels]);
  const rowCount = graph.tensor(BigInt64Array.of(BigInt(ROWS)), []);
  const number = (value) => graph.tensor(BigInt64Array.of(BigInt(value)), []);

  // So many empty places behind the text that every n-gram has its last place somewhere; the mask takes out those that reach there.
  const longest = Math.max(...SIZES) - 1;
  const paddings = graph.ints(0, 0, 0, longest);
  const padded = graph.node('Pad', [ids, paddings]);
  const paddedMask = graph.node('Pad', [mask, paddings]);
  const length = graph.node('Gather', [graph.node('Shape', [ids]), graph.ints(1)], { axis: 0 });
  const from = (tensor, place) =>
    graph.node('Slice', [tensor, graph.ints(place), graph.node('Add', [length, graph.ints(place)]), graph.ints(1)]);

  const notEqual = (tensor, value) => graph.node('Cast', [graph.node('Not', [graph.node('Equal', [tensor, number(value)])])], { to: 7 });

  let sum;
  let count;
  for (const size of SIZES) {
    let hash = number(OFFSET * size);
    let present = from(paddedMask, size - 1);
    for (let k = 0; k < size; k++) {
      const places = from(padded, k);
      hash = graph.node('Mod', [graph.node('Add', [graph.node('Mul', [hash, number(FACTOR)]), places]), number(MODULUS)]);
      const isInside = k > 0 && k < size - 1;
      if (isInside) present = graph.node('Mul', [present, notEqual(places, SPACE)]);
    }
    present = graph.node('Cast', [present], { to: 1 });
    const found = graph.node('Gather', [table, graph.node('Mod', [hash, rowCount])]);
    const masked = graph.node('Mul', [found, graph.node('Unsqueeze', [present, graph.ints(2)])]);
    const part = graph.node('ReduceSum', [masked, graph.ints(1)], { keepdims: 0 });
    const occurrences = graph.node('ReduceSum', [present, graph.ints(1)], { keepdims: 1 });
    sum = sum === undefined ? part : graph.node('Add', [sum, part]);
    count = count === undefined ? occurrences : graph.node('Add', [count, occurrences]);
  }
  const scaled = graph.node('Div', [sum, graph.node('Sqrt', [graph.node('Max', [count, graph.scalar(1)])])]);
  graph.node('Add', [scaled, graph.tensor(bias, [labels])], {}, 'logits');
  graph.output('logits', ['batch', labels]);
  return graph.toBuffer();
}
