import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { fromHalfFloats } from './half-floats.js';
import { causeOf, ModelProblem, type HfProblem } from './model-problem.js';

type Runtime = typeof import('onnxruntime-node');
type InputMetadata = InferenceSession['inputMetadata'][number];

/** Rows of logits, one for each sequence. */
export type Logits = readonly Float32Array[];

const KNOWN_INPUTS = new Set(['input_ids', 'attention_mask', 'token_type_ids']);
const OUT_OF_MEMORY = /bad.?alloc|failed to allocate|allocat\w+ failed|out of memory|not enough memory/i;

/** A loaded ONNX model that classifies. Its calls block the thread they are made in. */
export class ClassifierSession {
  private constructor(
    private readonly runtime: Runtime,
    private readonly session: InferenceSession,
    private readonly name: string,
  ) {}

  /** @throws ModelProblem when the file is no readable model, wants inputs that nobody knows, or gives no logits */
  static async open(file: string, name: string, threads: number): Promise<ClassifierSession> {
    const runtime = await import('onnxruntime-node');
    const options = { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 } as const;
    const session = await runtime.InferenceSession.create(file, options).catch((error: unknown) => {
      throw asProblem(error, 'corrupt_model', `${name}: the ONNX file cannot be loaded`, 'fetch or convert the model again');
    });
    checkInputs(session, name);
    return new ClassifierSession(runtime, session, name);
  }

  /**
   * Runs sequences of ids in one call, padded on the right: the mask hides padding, and the reference's figures for single texts hold for each.
   *
   * @throws ModelProblem
   */
  async run(sequences: readonly (readonly number[])[], padId: number): Promise<Logits> {
    const feeds = this.feedsOf(sequences, padId);
    const output = this.session.outputNames.includes('logits') ? 'logits' : (this.session.outputNames[0] ?? 'logits');
    try {
      const { [output]: logits } = await this.session.run(feeds, [output]);
      return rowsOf(logits, sequences.length);
    } catch (error) {
      throw asProblem(
        error,
        'inference_failed',
        `${this.name}: the model could not classify the text`,
        'check that the model is a text classifier',
      );
    }
  }

  async close(): Promise<void> {
    await this.session.release();
  }

  private feedsOf(sequences: readonly (readonly number[])[], padId: number): Record<string, Tensor> {
    // An empty text without special tokens is one place of padding: no model takes a sequence of length 0.
    const length = Math.max(1, ...sequences.map((sequence) => sequence.length));
    const ids = new BigInt64Array(sequences.length * length).fill(BigInt(padId));
    const mask = new BigInt64Array(ids.length);
    sequences.forEach((sequence, row) => {
      const start = row * length;
      sequence.forEach((id, i) => (ids[start + i] = BigInt(id)));
      mask.fill(1n, start, start + sequence.length);
    });
    const data: Record<string, BigInt64Array> = { input_ids: ids, attention_mask: mask, token_type_ids: new BigInt64Array(ids.length) };
    const shape = [sequences.length, length];
    return Object.fromEntries(
      this.session.inputMetadata.map((input) => [input.name, this.tensorOf(input, data[input.name] ?? ids, shape)]),
    );
  }

  /** Nearly all models take 64 bits; some converters write 32. */
  private tensorOf(input: InputMetadata, data: BigInt64Array, shape: readonly number[]): Tensor {
    if (!input.isTensor || input.type !== 'int32') return new this.runtime.Tensor('int64', data, shape);
    return new this.runtime.Tensor('int32', Int32Array.from(data, Number), shape);
  }
}

function checkInputs({ inputNames }: InferenceSession, name: string): void {
  const unknown = inputNames.filter((input) => !KNOWN_INPUTS.has(input));
  if (unknown.length === 0 && inputNames.includes('input_ids')) return;
  const wants = unknown.length > 0 ? `wants ${unknown.join(', ')}, which nobody gives it` : 'does not take input_ids';
  throw new ModelProblem({
    problem: 'unsupported_model',
    message: `${name}: the ONNX model ${wants}`,
    hint: 'export the model for the task text-classification: its inputs are input_ids, attention_mask and, for some, token_type_ids',
  });
}

function rowsOf(logits: Tensor | undefined, count: number): Logits {
  const { data: raw, dims } = logits ?? { data: undefined, dims: [] };
  const data = inSingles(raw);
  if (!(data instanceof Float32Array) || dims.length !== 2 || dims[0] !== count) {
    throw new Error(`the output has the shape [${dims.join(', ')}], not [texts, labels]`);
  }
  const width = dims[1] ?? 0;
  return Array.from({ length: count }, (_, row) => data.slice(row * width, (row + 1) * width));
}

/** Numbers of 16 bits come as their bits on Node 20 and 22, and in an array type of their own (`Float16Array`) from Node 24 on. */
function inSingles(raw: unknown): unknown {
  if (raw instanceof Uint16Array) return fromHalfFloats(raw);
  const isHalves = ArrayBuffer.isView(raw) && raw.constructor.name === 'Float16Array';
  return isHalves ? Float32Array.from(raw as unknown as ArrayLike<number>) : raw;
}

/** The problem behind an error of the runtime: whatever was tried, memory may have been too small for it. */
export function asProblem(error: unknown, problem: HfProblem, message: string, hint: string): ModelProblem {
  const cause = causeOf(error);
  if (!OUT_OF_MEMORY.test(cause)) return new ModelProblem({ problem, message, hint, cause });
  const smaller = 'use dtype q8 or a smaller model, or lower batch.max_tokens and max_length';
  return new ModelProblem({ problem: 'out_of_memory', message: `${message}: there is not enough memory`, hint: smaller, cause });
}
