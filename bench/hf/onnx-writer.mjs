/** Writes ONNX files: as much of the protobuf format as a small graph needs. */

const VARINT = 0;
const FIXED32 = 5;
const BYTES = 2;

function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

const key = (field, type) => varint((field << 3) | type);
const int = (field, value) => [key(field, VARINT), varint(value)];
const bytes = (field, parts) => {
  const all = [parts].flat(Infinity).map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
  return [key(field, BYTES), varint(all.reduce((sum, part) => sum + part.length, 0)), ...all];
};

function float(field, value) {
  const buffer = Buffer.alloc(4);
  buffer.writeFloatLE(value);
  return [key(field, FIXED32), buffer];
}

function attribute(name, value) {
  if (Array.isArray(value)) return bytes(5, [bytes(1, name), value.map((each) => int(8, each)), int(20, 7)]);
  if (Number.isInteger(value)) return bytes(5, [bytes(1, name), int(3, value), int(20, 2)]);
  return bytes(5, [bytes(1, name), float(2, value), int(20, 1)]);
}

function valueInfo(field, { name, type, shape }) {
  const dims = shape.map((dim) => bytes(1, typeof dim === 'string' ? bytes(2, dim) : int(1, dim)));
  return bytes(field, [bytes(1, name), bytes(2, bytes(1, [int(1, type), bytes(2, dims)]))]);
}

export const FLOAT = 1;
export const INT64 = 7;

/** A graph that grows node by node; its methods give the name of what they made. */
export class OnnxGraph {
  #parts = [];
  #count = 0;

  constructor({ opset = 20 } = {}) {
    this.opset = opset;
  }

  input(name, shape, type = INT64) {
    this.#parts.push(valueInfo(11, { name, type, shape }));
    return name;
  }

  output(name, shape, type = FLOAT) {
    this.#parts.push(valueInfo(12, { name, type, shape }));
  }

  /** A constant: a Float32Array or a BigInt64Array. */
  tensor(data, dims) {
    const name = `c${++this.#count}`;
    const raw = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    this.#parts.push(
      bytes(5, [dims.map((dim) => int(1, dim)), int(2, data instanceof Float32Array ? FLOAT : INT64), bytes(8, name), bytes(9, raw)]),
    );
    return name;
  }

  ints(...values) {
    return this.tensor(BigInt64Array.from(values.map(BigInt)), [values.length]);
  }

  scalar(value) {
    return this.tensor(Float32Array.of(value), []);
  }

  node(op, inputs, attributes = {}, output = `n${++this.#count}`) {
    const described = Object.entries(attributes).map(([name, value]) => attribute(name, value));
    this.#parts.push(bytes(1, [inputs.map((name) => bytes(1, name)), bytes(2, output), bytes(4, op), described]));
    return output;
  }

  toBuffer() {
    const graph = bytes(7, [...this.#parts, bytes(2, 'graph')]);
    const model = [int(1, 9), bytes(2, 'otai'), graph, bytes(8, [bytes(1, ''), int(2, this.opset)])];
    return Buffer.concat(model.flat(Infinity));
  }
}
