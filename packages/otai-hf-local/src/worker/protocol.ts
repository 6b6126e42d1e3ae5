import type { BatchLimits } from '../model/batch-plan.js';
import type { ScoreFunction } from '../model/model-config.js';
import type { Pooling } from '../model/model-head.js';
import type { ProblemReport } from '../model/model-problem.js';
import type { Fitting } from '../model/text-fitting.js';

/** What a model is asked for: scores of its labels, or what a text means as a list of numbers. */
export type ModelTask = 'classify' | 'embed';

/** Where the files of a model lie, and how to run it. */
export interface ModelSpec {
  /** Equal for equal models: files, task and threads. */
  readonly key: string;
  /** For messages. */
  readonly name: string;
  readonly files: ModelFiles;
  /** Default: classify. */
  readonly task?: ModelTask | undefined;
  /** For embed. Default: what sentence-transformers says of the model, else mean. */
  readonly pooling?: Pooling | undefined;
  /** Threads of one inference. */
  readonly threads: number;
}

/** Absolute paths. */
export interface ModelFiles {
  readonly config: string;
  readonly tokenizer: string;
  readonly tokenizerConfig: string | undefined;
  readonly onnx: string;
  /** Weights beside the ONNX file. */
  readonly onnxData: readonly string[];
  /** What sentence-transformers says of a model of theirs: modules.json, sentence_bert_config.json, 1_Pooling/config.json. */
  readonly sentences?: SentenceFiles | undefined;
}

/** Each where there is one. */
export interface SentenceFiles {
  readonly modules?: string | undefined;
  readonly encoder?: string | undefined;
  readonly pooling?: string | undefined;
}

/** What the host knows of a model once it is loaded. */
export interface ModelInfo {
  /** None for the task embed. */
  readonly labels: readonly string[];
  readonly scoreFunction: ScoreFunction;
  readonly multiLabel: boolean;
  /** Of the longest sequence, in tokens. */
  readonly maxLength: number;
}

/** Texts for one model. */
export interface RunJob {
  readonly texts: readonly string[];
  /** Texts that each of them is read together with, as pairs. */
  readonly seconds?: readonly string[] | undefined;
  readonly fitting: Fitting;
  readonly limits: BatchLimits;
}

/** What a model says of one text. */
export interface TextOutput {
  /**
   * Logits by label id, or an embedding of length 1; several rows when the text was read in windows.
   * Of pairs, one row for each second text, in their order, for the first window, then for the next.
   */
  readonly rows: readonly (readonly number[])[];
  /** Tokens of the sequences, special tokens included. */
  readonly tokens: number;
  /** Whether a part of the text was not read. */
  readonly truncated: boolean;
}

/** The outcome for one text. */
export type TextOutcome = { readonly output: TextOutput } | { readonly problem: ProblemReport };

/** From the host to the model process. Each request is answered by one reply of the same id. */
export type WorkerRequest =
  | { readonly id: number; readonly load: ModelSpec; readonly memoryLimit: number }
  | { readonly id: number; readonly run: RunJob; readonly key: string };

/** From the model process to the host. */
export type WorkerReply =
  | { readonly id: number; readonly loaded: ModelInfo }
  | { readonly id: number; readonly ran: readonly TextOutcome[] }
  | { readonly id: number; readonly failed: ProblemReport };
