import type { SentenceFiles } from '../worker/protocol.js';
import { readJson, readJsonObject } from './json-file.js';
import type { Pooling } from './model-head.js';

/** What sentence-transformers says of a model, as far as it matters here. */
export interface SentenceSettings {
  readonly pooling: Pooling;
  /** The longest sequence, where it is stated apart from the tokenizer's. */
  readonly maxLength: number | undefined;
  /** What it does behind the model that is not done here, unless the ONNX file does it by itself. */
  readonly beyond: string | undefined;
}

const MODULES_DONE = new Set(['Transformer', 'Pooling', 'Normalize']);

/** Reads the files that are there. Without any, tokens are pooled by their mean. */
export async function readSentenceSettings({ modules, encoder, pooling }: SentenceFiles = {}): Promise<SentenceSettings> {
  const listed = modules === undefined ? [] : await readJson(modules);
  const { max_seq_length: longest } = await objectIn(encoder);
  const pooled = await objectIn(pooling);
  const modes = modesOf(pooled);
  const [mode = 'mean_tokens', ...more] = modes;
  const strange = [...(mode === 'mean_tokens' || mode === 'cls_token' ? [] : [mode]), ...more, ...strangeModules(listed)];
  return {
    pooling: mode === 'cls_token' ? 'cls' : 'mean',
    maxLength: typeof longest === 'number' && longest > 0 ? longest : undefined,
    beyond: strange.length > 0 ? strange.join(', ') : undefined,
  };
}

async function objectIn(file: string | undefined): Promise<Readonly<Record<string, unknown>>> {
  return file === undefined ? {} : readJsonObject(file);
}

/** `pooling_mode_mean_tokens: true` and its kin. */
function modesOf(pooling: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(pooling).flatMap(([name, value]) => (value === true ? (/^pooling_mode_(\w+)$/.exec(name)?.[1] ?? []) : []));
}

/** Names such as `sentence_transformers.models.Dense`. */
function strangeModules(listed: unknown): readonly string[] {
  if (!Array.isArray(listed)) return [];
  const names = listed.map((module: { readonly type?: unknown }) => String(module.type).split('.').at(-1) ?? '');
  return names.filter((name) => !MODULES_DONE.has(name));
}
