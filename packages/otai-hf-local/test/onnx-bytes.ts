/** As much of the protobuf format as small ONNX models need. */

/** A number in as few bytes as it takes. */
function varint(value: number): Uint8Array {
  const low = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) low.push((rest % 128) | 128);
  return Uint8Array.from([...low, rest]);
}

/** A field that holds a number. */
export function number(field: number, value: number): Uint8Array {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

/** A field that holds other fields, or text. */
export function bytes(field: number, ...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const content = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return Buffer.concat([varint((field << 3) | 2), varint(content.length), content]);
}

export const FLOAT = 1;
export const INT64 = 7;
const NODE = 1;
const INITIALIZER = 5;
const INPUT = 11;
const OUTPUT = 12;

/** A node of a graph: `attributes` are whole numbers. */
export function node(op: string, from: readonly string[], to: string, attributes: Readonly<Record<string, number>> = {}): Uint8Array {
  const described = Object.entries(attributes).map(([name, value]) => bytes(5, bytes(1, name), number(3, value), number(20, 2)));
  return bytes(NODE, ...from.map((name) => bytes(1, name)), bytes(2, to), bytes(4, op), ...described);
}

/** A list of whole numbers that is part of the model. */
export function ints(name: string, ...values: readonly number[]): Uint8Array {
  const data = Buffer.from(BigInt64Array.from(values, BigInt).buffer);
  return bytes(INITIALIZER, number(1, values.length), number(2, INT64), bytes(8, name), bytes(9, data));
}

/** Weights whose content stands in a file beside the model. */
export function external(name: string, dims: readonly number[], file: string): Uint8Array {
  const size = dims.reduce((product, dim) => product * dim, 4);
  const entries = Object.entries({ location: file, offset: '0', length: String(size) }).map(([key, value]) =>
    bytes(13, bytes(1, key), bytes(2, value)),
  );
  return bytes(INITIALIZER, ...dims.map((dim) => number(1, dim)), number(2, FLOAT), bytes(8, name), ...entries, number(14, 1));
}

/** An input of the graph, of 64 bits: texts times tokens. */
export function input(name: string): Uint8Array {
  return bytes(INPUT, valueInfo(name, INT64, ['texts', 'tokens']));
}

/** An output of the graph. */
export function output(name: string, dims: readonly string[]): Uint8Array {
  return bytes(OUTPUT, valueInfo(name, FLOAT, dims));
}

/** A whole model. */
export function model(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([number(1, 9), bytes(7, ...parts), bytes(8, bytes(1, ''), number(2, 17))]);
}

function valueInfo(name: string, type: number, dims: readonly string[]): Uint8Array {
  const shape = bytes(2, ...dims.map((dim) => bytes(1, bytes(2, dim))));
  return Buffer.concat([bytes(1, name), bytes(2, bytes(1, number(1, type), shape))]);
}
