/** What can be wrong with a model, its source, or the process that runs it. */
export type HfProblem =
  | 'no_model'
  | 'unknown_model'
  | 'unauthorized'
  | 'offline'
  | 'hub_unreachable'
  | 'hub_failed'
  | 'corrupt_file'
  | 'no_onnx'
  | 'tokenizer_missing'
  | 'tokenizer_unsupported'
  | 'config_missing'
  | 'labels_missing'
  | 'unknown_label'
  | 'unexpected_label'
  | 'corrupt_model'
  | 'unsupported_model'
  | 'not_nli'
  | 'no_room'
  | 'bad_examples'
  | 'out_of_memory'
  | 'process_died'
  | 'inference_failed'
  | 'timeout'
  | 'queue_full'
  | 'closed';

/** A problem in a form that can cross a process boundary. */
export interface ProblemReport {
  readonly problem: HfProblem;
  /** What is wrong, with the model's name where there is one. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  /** What the library underneath said. */
  readonly cause?: string | undefined;
  /** Whether the same may go well in a while without a change by anybody. Default false. */
  readonly retryable?: boolean | undefined;
  /** How long to wait before that at least, milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/** A {@link ProblemReport} on its way up. The model process throws it; the service turns it into an error of the library. */
export class ModelProblem extends Error {
  constructor(readonly report: ProblemReport) {
    super(report.message);
  }
}

/** What somebody else's error says, in one line. */
export function causeOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, 500);
}
