import { stat } from 'node:fs/promises';
import { LoadedModel } from '../model/loaded-model.js';
import { ModelProblem } from '../model/model-problem.js';
import type { ModelFiles, ModelSpec } from './protocol.js';

/** A model, and about what it takes: the size of its weights in bytes. */
interface Shelved {
  readonly model: LoadedModel;
  readonly size: number;
}

/** The models in the memory of this process, those used last at the end. */
export class ModelShelf {
  private readonly models = new Map<string, Shelved>();

  /**
   * The model, loaded if it is not here. Others that were not used for longest make room for it first.
   *
   * @param memoryLimit - of all weights together, in bytes
   * @throws ModelProblem, also when the model alone is larger than that
   */
  async load(spec: ModelSpec, memoryLimit: number): Promise<LoadedModel> {
    if (this.models.has(spec.key)) return this.get(spec.key);
    const size = await sizeOf(spec.files);
    if (size > memoryLimit) throw tooLarge(spec.name, size, memoryLimit);
    await this.makeRoom(memoryLimit - size);
    const model = await LoadedModel.load(spec);
    this.models.set(spec.key, { model, size });
    return model;
  }

  /** @throws ModelProblem when it is not loaded, or was put away meanwhile */
  get(key: string): LoadedModel {
    const shelved = this.models.get(key);
    if (shelved === undefined) throw new ModelProblem({ problem: 'no_model', message: 'the model is not loaded', hint: 'load it first' });
    this.models.delete(key);
    this.models.set(key, shelved);
    return shelved.model;
  }

  private async makeRoom(room: number): Promise<void> {
    let taken = [...this.models.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [key, { model, size }] of this.models) {
      if (taken <= room) return;
      this.models.delete(key);
      taken -= size;
      await model.close();
    }
  }
}

function tooLarge(name: string, size: number, memoryLimit: number): ModelProblem {
  const [needed, allowed] = [size, memoryLimit].map((bytes) => (bytes / 1e6).toFixed(1));
  const message = `${name}: its weights take ${needed} MB, more than the ${allowed} MB that models may take in this process`;
  return new ModelProblem({ problem: 'out_of_memory', message, hint: 'raise memory_limit_mb, or use dtype q8 or a smaller model' });
}

async function sizeOf({ onnx, onnxData }: ModelFiles): Promise<number> {
  const sizes = await Promise.all([onnx, ...onnxData].map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
