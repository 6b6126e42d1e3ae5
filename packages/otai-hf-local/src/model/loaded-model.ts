import type { ModelInfo, ModelSpec, RunJob, TextOutcome } from '../worker/protocol.js';
import { planBatches } from './batch-plan.js';
import { readJsonObject } from './json-file.js';
import { readModelConfig, type ModelConfig } from './model-config.js';
import { embeddingHead, LABEL_HEAD, type ModelHead } from './model-head.js';
import { causeOf, ModelProblem, type ProblemReport } from './model-problem.js';
import { ModelSession } from './model-session.js';
import { readSentenceSettings, type SentenceSettings } from './sentence-settings.js';
import { fitText, type FittedText } from './text-fitting.js';
import type { Frame, TokenSequence } from './tokenizer/frame.js';
import { TextEncoder } from './tokenizer/text-encoder.js';
import { readTokenizerSettings } from './tokenizer/tokenizer-settings.js';

/** The longest sequence where neither the model nor its tokenizer sets a limit: memory grows with the square of the length. */
const FALLBACK_LENGTH = 512;

/** One of the sequences of a text. */
interface Place {
  readonly text: number;
  /** Which of the sequences of its text. */
  readonly at: number;
  readonly sequence: TokenSequence;
}

/** What a model was read from. */
interface Parts {
  readonly name: string;
  readonly config: ModelConfig;
  readonly encoder: TextEncoder;
  readonly session: ModelSession;
  readonly sentences: SentenceSettings | undefined;
}

/** A model in the memory of this process: config, tokenizer and session. */
export class LoadedModel {
  private constructor(private readonly parts: Parts) {}

  /** @throws ModelProblem */
  static async load({ name, files, threads, task, pooling }: ModelSpec): Promise<LoadedModel> {
    const config = readModelConfig(await readJsonObject(files.config), task);
    const settings = files.tokenizerConfig === undefined ? {} : await readJsonObject(files.tokenizerConfig);
    const encoder = encoderOf(await readJsonObject(files.tokenizer), settings, { name, config });
    const sentences = task === 'embed' ? await readSentenceSettings(files.sentences) : undefined;
    const session = await ModelSession.open({ file: files.onnx, name, threads, head: headOf(sentences, pooling) });
    const model = new LoadedModel({ name, config, encoder, session, sentences });
    await model.tryOut();
    return model;
  }

  get info(): ModelInfo {
    const { labels, multiLabel, scoreFunction } = this.parts.config;
    return { labels, multiLabel, scoreFunction, maxLength: this.maxLength };
  }

  /** Reads texts; what fails for one text is told for that text. */
  async run({ texts, seconds, fitting, limits }: RunJob): Promise<TextOutcome[]> {
    const room = { encoder: this.parts.encoder, limit: this.maxLength, frames: seconds && this.framesOf(seconds) };
    const fitted = texts.map((text) => fitText(text, room, fitting));
    const places = fitted.flatMap(({ sequences }, text) => sequences.map((sequence, at): Place => ({ text, at, sequence })));
    const rows = texts.map((): (readonly number[])[] => []);
    const problems = new Map<number, ProblemReport>();
    for (const batch of planBatches(
      places.map(({ sequence }) => sequence.ids.length),
      limits,
    )) {
      await this.runBatch(
        batch.flatMap((place) => places[place] ?? []),
        rows,
        problems,
      );
    }
    return fitted.map((text, i) => outcomeOf(text, rows[i] ?? [], problems.get(i)));
  }

  close(): Promise<void> {
    return this.parts.session.close();
  }

  private get maxLength(): number {
    const { config, encoder, sentences } = this.parts;
    const limits = [encoder.settings.maxLength, config.maxPositions, sentences?.maxLength].filter((limit) => limit !== undefined);
    return limits.length === 0 ? FALLBACK_LENGTH : Math.min(...limits);
  }

  private framesOf(seconds: readonly string[]): readonly Frame[] {
    const { encoder, name } = this.parts;
    if (encoder.canPair) return seconds.map((second) => encoder.frameWith(second));
    const hint = 'use a model for natural language inference: its tokenizer.json says how premise and hypothesis stand together';
    throw new ModelProblem({ problem: 'tokenizer_unsupported', message: `${name}: its tokenizer does not put two texts together`, hint });
  }

  private async runBatch(members: readonly Place[], rows: (readonly number[])[][], problems: Map<number, ProblemReport>): Promise<void> {
    const { encoder, session } = this.parts;
    try {
      const outputs = await session.run(
        members.map(({ sequence }) => sequence),
        encoder.padId,
      );
      members.forEach(({ text, at }, i) => {
        const own = rows[text];
        if (own !== undefined) own[at] = outputs[i] ?? [];
      });
    } catch (error) {
      if (!(error instanceof ModelProblem)) throw error;
      for (const { text } of members) problems.set(text, error.report);
    }
  }

  /** An empty text is valid input: a first run shows whether the head fits the labels, and gets the session ready. */
  private async tryOut(): Promise<void> {
    try {
      const { config, encoder, name, session } = this.parts;
      const [row = []] = await session.run([encoder.frame.around([])], encoder.padId);
      if (this.parts.sentences === undefined && row.length !== config.labels.length) throw wrongCount(name, row.length, config);
    } catch (error) {
      await this.close();
      throw error;
    }
  }
}

function headOf(sentences: SentenceSettings | undefined, pooling: ModelSpec['pooling']): ModelHead {
  return sentences === undefined ? LABEL_HEAD : embeddingHead(pooling ?? sentences.pooling, sentences.beyond);
}

function wrongCount(name: string, scores: number, { labels }: ModelConfig): ModelProblem {
  return new ModelProblem({
    problem: 'labels_missing',
    message: `${name}: the model gives ${scores} scores, but config.json names ${labels.length} labels`,
    hint: 'complete id2label in config.json',
  });
}

function outcomeOf(
  { sequences, truncated }: FittedText,
  rows: readonly (readonly number[])[],
  problem: ProblemReport | undefined,
): TextOutcome {
  if (problem !== undefined) return { problem };
  return { output: { rows, truncated, tokens: sequences.reduce((sum, { ids }) => sum + ids.length, 0) } };
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
