import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ModelProblem } from '../model/model-problem.js';
import type { ModelFiles } from '../worker/protocol.js';
import { layoutOf, type Dtype, type ModelLayout } from './model-layout.js';

/** Whether `path` is a folder. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/**
 * The files of a model in a folder of this machine.
 *
 * @throws ModelProblem
 */
export async function filesOfFolder(folder: string, dtype: Dtype): Promise<ModelFiles> {
  if (!(await isFolder(folder))) {
    const hint = 'paths are relative to the config file; a model of the Hub is named like organisation/model';
    throw new ModelProblem({ problem: 'unknown_model', message: `there is no folder ${folder}`, hint });
  }
  const entries = await readdir(folder, { recursive: true });
  const paths = entries.map((entry) => relative(folder, join(folder, entry)).split(sep).join('/'));
  return filesAt(folder, layoutOf(paths, dtype, folder));
}

/** A layout under a folder. */
export function filesAt(folder: string, { config, tokenizer, tokenizerConfig, onnx, onnxData, sentences }: ModelLayout): ModelFiles {
  const placed = (path: string | undefined) => (path === undefined ? undefined : join(folder, path));
  const { modules, encoder, pooling } = sentences;
  return {
    config: join(folder, config),
    tokenizer: join(folder, tokenizer),
    tokenizerConfig: placed(tokenizerConfig),
    sentences: { modules: placed(modules), encoder: placed(encoder), pooling: placed(pooling) },
    onnx: join(folder, onnx),
    onnxData: onnxData.map((path) => join(folder, path)),
  };
}
