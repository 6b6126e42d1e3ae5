import { LoadedModel } from '../model/loaded-model.js';
import { ModelProblem } from '../model/model-problem.js';
import type { ModelSpec } from './protocol.js';

/** The models in the memory of this process, those used last at the end. */
export class ModelShelf {
  private readonly models = new Map<string, LoadedModel>();

  /**
   * The model, loaded if it is not here. Others that were not used for longest make room for it.
   *
   * @param memoryLimit - of all weights together, in bytes; the model at hand is loaded even if it is larger
   */
  async load(spec: ModelSpec, memoryLimit: number): Promise<LoadedModel> {
    const model = this.models.get(spec.key) ?? (await LoadedModel.load(spec));
    this.models.delete(spec.key);
    this.models.set(spec.key, model);
    await this.makeRoom(memoryLimit);
    return model;
  }

  /** @throws ModelProblem when it has been put away meanwhile */
  get(key: string): LoadedModel {
    const model = this.models.get(key);
    if (model === undefined) throw new ModelProblem({ problem: 'no_model', message: 'the model is not loaded', hint: 'load it first' });
    this.models.delete(key);
    this.models.set(key, model);
    return model;
  }

  private async makeRoom(memoryLimit: number): Promise<void> {
    for (const [key, model] of this.models) {
      const taken = [...this.models.values()].reduce((sum, { size }) => sum + size, 0);
      if (taken <= memoryLimit || this.models.size === 1) return;
      this.models.delete(key);
      await model.close();
    }
  }
}
