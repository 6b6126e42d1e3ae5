import type { BatchLimits } from '../model/batch-plan.js';
import type { ScoreFunction } from '../model/model-config.js';
import type { ProblemReport } from '../model/model-problem.js';
import type { Fitting } from '../model/text-fitting.js';

/** Where the files of a model lie, and how to run it. */
export interface ModelSpec {
  /** Equal for equal models: files and threads. */
  readonly key: string;
  /** For messages. */
  readonly name: string;
  readonly files: ModelFiles;
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
}

/** What the host knows of a model once it is loaded. */
export interface ModelInfo {
  readonly labels: readonly string[];
  readonly scoreFunction: ScoreFunction;
  readonly multiLabel: boolean;
  /** Of the longest sequence, in tokens. */
  readonly maxLength: number;
}

/** Texts for one model. */
export interface RunJob {
  readonly texts: readonly string[];
  readonly fitting: Fitting;
  readonly limits: BatchLimits;
}

/** What a model says of one text. */
export interface TextOutput {
  /** Logits by label id; several rows when the text was read in windows. */
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
