import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelHead, Rows } from './model-head.js';
import { ModelProblem } from './model-problem.js';
import { asProblem } from './runtime-problem.js';
import type { TokenSequence } from './tokenizer/frame.js';

type Runtime = typeof import('onnxruntime-node');
type InputMetadata = InferenceSession['inputMetadata'][number];

/** What to open. */
export interface SessionOptions {
  readonly file: string;
  /** Of the model, for messages. */
  readonly name: string;
  readonly threads: number;
  readonly head: ModelHead;
}

const KNOWN_INPUTS = new Set(['input_ids', 'attention_mask', 'token_type_ids']);

/** A loaded ONNX model that reads texts. Its calls block the thread they are made in. */
export class ModelSession {
  private constructor(
    private readonly runtime: Runtime,
    private readonly session: InferenceSession,
    private readonly options: SessionOptions,
  ) {}

  /** @throws ModelProblem when the file is no readable model, or wants inputs that nobody knows */
  static async open(options: SessionOptions): Promise<ModelSession> {
    const { file, name, threads } = options;
    const runtime = await import('onnxruntime-node');
    const threading = { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 } as const;
    const session = await runtime.InferenceSession.create(file, threading).catch((error: unknown) => {
      throw asProblem(error, 'corrupt_model', `${name}: the ONNX file cannot be loaded`, 'fetch or convert the model again');
    });
    checkInputs(session, name);
    return new ModelSession(runtime, session, options);
  }

  /**
   * Runs sequences of ids in one call, padded on the right: the mask hides padding, and the reference's figures for single texts hold for each.
   *
   * @throws ModelProblem
   */
  async run(sequences: readonly TokenSequence[], padId: number): Promise<Rows> {
    const { head, name } = this.options;
    const output = head.choose(this.session.outputNames);
    const { [output]: tensor } = await this.session.run(this.feedsOf(sequences, padId), [output]).catch((error: unknown) => {
      throw asProblem(error, 'inference_failed', `${name}: the model could not read the text`, head.wants);
    });
    const { data, dims } = tensor ?? { data: undefined, dims: [] };
    try {
      return head.rowsOf(
        { name: output, data, dims },
        sequences.map(({ ids }) => ids.length),
      );
    } catch (error) {
      throw asProblem(error, 'unsupported_model', `${name}: the model gives something else`, head.wants);
    }
  }

  async close(): Promise<void> {
    await this.session.release();
  }

  private feedsOf(sequences: readonly TokenSequence[], padId: number): Record<string, Tensor> {
    // An empty text without special tokens is one place of padding: no model takes a sequence of length 0.
    const length = Math.max(1, ...sequences.map(({ ids }) => ids.length));
    const ids = new BigInt64Array(sequences.length * length).fill(BigInt(padId));
    const mask = new BigInt64Array(ids.length);
    const types = new BigInt64Array(ids.length);
    sequences.forEach((sequence, row) => {
      const start = row * length;
      sequence.ids.forEach((id, i) => (ids[start + i] = BigInt(id)));
      sequence.types?.forEach((type, i) => (types[start + i] = BigInt(type)));
      mask.fill(1n, start, start + sequence.ids.length);
    });
    const data: Record<string, BigInt64Array> = { input_ids: ids, attention_mask: mask, token_type_ids: types };
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
    hint: 'export the model for the task text-classification (for embeddings: feature-extraction): its inputs are input_ids, attention_mask and, for some, token_type_ids',
  });
}
