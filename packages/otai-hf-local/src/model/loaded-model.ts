import type { ModelInfo, ModelSpec, RunJob, TextOutcome } from '../worker/protocol.js';
import { planBatches } from './batch-plan.js';
import { ClassifierSession } from './classifier-session.js';
import { readJsonObject } from './json-file.js';
import { readModelConfig, type ModelConfig } from './model-config.js';
import { causeOf, ModelProblem, type ProblemReport } from './model-problem.js';
import { fitText, type FittedText } from './text-fitting.js';
import { TextEncoder } from './tokenizer/text-encoder.js';
import { readTokenizerSettings } from './tokenizer/tokenizer-settings.js';

/** The longest sequence where neither the model nor its tokenizer sets a limit: memory grows with the square of the length. */
const FALLBACK_LENGTH = 512;

/** One of the sequences of a text. */
interface Place {
  readonly text: number;
  readonly sequence: readonly number[];
}

/** A model in the memory of this process: config, tokenizer and session. */
export class LoadedModel {
  private constructor(
    private readonly config: ModelConfig,
    private readonly encoder: TextEncoder,
    private readonly session: ClassifierSession,
  ) {}

  /** @throws ModelProblem */
  static async load({ name, files, threads }: ModelSpec): Promise<LoadedModel> {
    const config = readModelConfig(await readJsonObject(files.config));
    const settings = files.tokenizerConfig === undefined ? {} : await readJsonObject(files.tokenizerConfig);
    const encoder = encoderOf(await readJsonObject(files.tokenizer), settings, { name, config });
    const session = await ClassifierSession.open(files.onnx, name, threads);
    const model = new LoadedModel(config, encoder, session);
    await model.checkLabels(name);
    return model;
  }

  get info(): ModelInfo {
    const { labels, multiLabel, scoreFunction } = this.config;
    return { labels, multiLabel, scoreFunction, maxLength: this.maxLength };
  }

  /** Classifies texts; what fails for one text is told for that text. */
  async run({ texts, fitting, limits }: RunJob): Promise<TextOutcome[]> {
    const fitted = texts.map((text) => fitText(text, this.encoder, fitting, this.maxLength));
    const places = fitted.flatMap(({ sequences }, text) => sequences.map((sequence): Place => ({ text, sequence })));
    const rows = texts.map((): number[][] => []);
    const problems = new Map<number, ProblemReport>();
    for (const batch of planBatches(
      places.map(({ sequence }) => sequence.length),
      limits,
    )) {
      const members = batch.flatMap((place) => places[place] ?? []);
      await this.runBatch(members, rows, problems);
    }
    return fitted.map((text, i) => outcomeOf(text, rows[i] ?? [], problems.get(i)));
  }

  close(): Promise<void> {
    return this.session.close();
  }

  private get maxLength(): number {
    const { maxLength } = this.encoder.settings;
    const { maxPositions } = this.config;
    return maxLength === undefined && maxPositions === undefined
      ? FALLBACK_LENGTH
      : Math.min(maxLength ?? Infinity, maxPositions ?? Infinity);
  }

  private async runBatch(members: readonly Place[], rows: number[][][], problems: Map<number, ProblemReport>): Promise<void> {
    try {
      const logits = await this.session.run(
        members.map(({ sequence }) => sequence),
        this.encoder.padId,
      );
      members.forEach(({ text }, i) => rows[text]?.push(Array.from(logits[i] ?? [])));
    } catch (error) {
      if (!(error instanceof ModelProblem)) throw error;
      for (const { text } of members) problems.set(text, error.report);
    }
  }

  /** An empty text is valid input: a first run shows whether the head fits the labels, and gets the session ready. */
  private async checkLabels(name: string): Promise<void> {
    const [row] = await this.session.run([this.encoder.sequenceOf([])], this.encoder.padId);
    const { labels } = this.config;
    if (row?.length === labels.length) return;
    await this.close();
    throw new ModelProblem({
      problem: 'labels_missing',
      message: `${name}: the model gives ${row?.length} scores, but config.json names ${labels.length} labels`,
      hint: 'complete id2label in config.json',
    });
  }
}

function outcomeOf(
  { sequences, truncated }: FittedText,
  rows: readonly (readonly number[])[],
  problem: ProblemReport | undefined,
): TextOutcome {
  if (problem !== undefined) return { problem };
  return { output: { rows, truncated, tokens: sequences.reduce((sum, sequence) => sum + sequence.length, 0) } };
}

function encoderOf(
  json: Record<string, unknown>,
  settings: Record<string, unknown>,
  { name, config }: { name: string; config: ModelConfig },
) {
  try {
    return new TextEncoder(json, readTokenizerSettings(settings, config.modelType));
  } catch (error) {
    throw new ModelProblem({
      problem: 'tokenizer_unsupported',
      message: `${name}: tokenizer.json cannot be used`,
      hint: 'save the tokenizer again with a current version of transformers (AutoTokenizer.from_pretrained(...).save_pretrained(...))',
      cause: causeOf(error),
    });
  }
}
