import { ModelProblem } from '../model/model-problem.js';
import type { SentenceFiles } from '../worker/protocol.js';

/** The precisions of a model's weights. */
export const DTYPES = ['fp32', 'fp16', 'q8'] as const;
export type Dtype = (typeof DTYPES)[number];

/** Where the files of a model stand in its repository or folder. */
export interface ModelLayout {
  readonly config: string;
  readonly tokenizer: string;
  readonly tokenizerConfig: string | undefined;
  readonly onnx: string;
  /** Weights that stand beside the ONNX file, for models beyond 2 GB. */
  readonly onnxData: readonly string[];
  readonly sentences: SentenceFiles;
}

const ONNX_FILES: Readonly<Record<Dtype, readonly string[]>> = {
  fp32: ['onnx/model.onnx', 'model.onnx'],
  fp16: ['onnx/model_fp16.onnx', 'model_fp16.onnx'],
  q8: ['onnx/model_quantized.onnx', 'onnx/model_int8.onnx', 'model_quantized.onnx', 'model_int8.onnx'],
};

/**
 * Finds what is needed among the paths of a model.
 *
 * @param source - the model's name or folder, for messages
 * @throws ModelProblem that says what is missing, and how to get it
 */
export function layoutOf(paths: readonly string[], dtype: Dtype, source: string): ModelLayout {
  const has = (path: string) => paths.includes(path);
  const ifThere = (path: string) => (has(path) ? path : undefined);
  const onnx = ONNX_FILES[dtype].find(has);
  if (onnx === undefined) throw noOnnx(paths, dtype, source);
  if (!has('tokenizer.json')) throw noTokenizer(source);
  if (!has('config.json')) throw noConfig(source);
  return {
    config: 'config.json',
    tokenizer: 'tokenizer.json',
    tokenizerConfig: ifThere('tokenizer_config.json'),
    onnx,
    onnxData: paths.filter((path) => path.startsWith(`${onnx}_data`) || path === `${onnx}.data`),
    sentences: {
      modules: ifThere('modules.json'),
      encoder: ifThere('sentence_bert_config.json'),
      pooling: ifThere('1_Pooling/config.json'),
    },
  };
}

function noOnnx(paths: readonly string[], dtype: Dtype, source: string): ModelProblem {
  const others = DTYPES.filter((other) => ONNX_FILES[other].some((path) => paths.includes(path)));
  const message = `${source} has no ONNX weights for dtype ${dtype} (looked for ${ONNX_FILES[dtype].join(', ')})`;
  const folder = `models/${source.split('/').at(-1) ?? 'model'}`;
  const convert = `convert it once: pip install "optimum-onnx[onnxruntime]" && optimum-cli export onnx --model ${source} --task text-classification ${folder} (for embeddings --task feature-extraction) — then set model: ./${folder}`;
  const hint = others.length > 0 ? `set dtype to one it has: ${others.join(', ')}` : convert;
  return new ModelProblem({ problem: 'no_onnx', message, hint });
}

function noTokenizer(source: string): ModelProblem {
  const hint = `make one: python -c "from transformers import AutoTokenizer as T; T.from_pretrained('${source}').save_pretrained('model')" — and put the tokenizer.json beside config.json`;
  return new ModelProblem({ problem: 'tokenizer_missing', message: `${source} has no tokenizer.json`, hint });
}

function noConfig(source: string): ModelProblem {
  const hint = 'take the config.json of the model the weights were converted from: it names the labels';
  return new ModelProblem({ problem: 'config_missing', message: `${source} has no config.json`, hint });
}
