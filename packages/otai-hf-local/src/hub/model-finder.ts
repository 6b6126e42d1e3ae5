import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { Secret } from 'open-ticket-ai';
import { ModelProblem } from '../model/model-problem.js';
import { findHubModel, type FoundModel } from './hub-model.js';
import { filesOfFolder, isFolder } from './local-folder.js';
import type { Dtype } from './model-layout.js';

/** Where models come from. */
export interface FinderOptions {
  readonly baseDir: string;
  readonly revision: string;
  readonly dtype: Dtype;
  readonly cacheDir: string | undefined;
  readonly offline: boolean;
  readonly hubUrl: string | undefined;
  readonly warn: (message: string) => void;
}

const HUB_NAME = /^[\w.-]+(?:\/[\w.-]+)?$/;
const PATH = /^(?:\.{1,2}|~)?[\\/]|^[A-Za-z]:[\\/]/;
const TRUE = /^(?:1|true|yes|on)$/i;

/** Finds models by name: a folder relative to the config, or a model of the Hub. */
export class ModelFinder {
  constructor(private readonly options: FinderOptions) {}

  /**
   * @param name - starts with ./ ../ / or ~/, or is a folder: a path; else a name on the Hub
   * @throws ModelProblem
   */
  async find(name: string, token: Secret | undefined): Promise<FoundModel> {
    const { baseDir, dtype } = this.options;
    const folder = resolve(baseDir, name.replace(/^~(?=[\\/])/, homedir()));
    if (PATH.test(name) || (await isFolder(folder))) return { files: await filesOfFolder(folder, dtype), revision: undefined };
    if (!HUB_NAME.test(name)) throw badName(name);
    return this.findOnHub(name, token);
  }

  private findOnHub(model: string, token: Secret | undefined): Promise<FoundModel> {
    const { cacheDir, baseDir, offline, hubUrl, ...rest } = this.options;
    const { HF_ENDPOINT, HF_HUB_OFFLINE, HF_TOKEN } = process.env;
    return findHubModel({
      ...rest,
      model,
      token: token ?? (HF_TOKEN ? new Secret(HF_TOKEN) : undefined),
      cacheDir: cacheDir === undefined ? undefined : resolve(baseDir, cacheDir),
      offline: offline || TRUE.test(HF_HUB_OFFLINE ?? ''),
      hubUrl: (hubUrl ?? HF_ENDPOINT ?? 'https://huggingface.co').replace(/\/+$/, ''),
    });
  }
}

function badName(name: string): ModelProblem {
  const hint = 'name a model like organisation/model, or a folder like ./models/queue';
  return new ModelProblem({ problem: 'unknown_model', message: `"${name.slice(0, 200)}" is neither a folder nor a name of the Hub`, hint });
}
