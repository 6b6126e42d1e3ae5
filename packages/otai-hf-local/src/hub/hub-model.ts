import type { Secret } from 'open-ticket-ai';
import { ModelProblem } from '../model/model-problem.js';
import type { ModelFiles } from '../worker/protocol.js';
import { HubCache, isCommit } from './hub-cache.js';
import { HubClient, type HubCommit } from './hub-client.js';
import { downloadToCache } from './hub-download.js';
import { filesAt } from './local-folder.js';
import { layoutOf, type Dtype } from './model-layout.js';

/** A model of a Hub, and how to get it. */
export interface HubRequest {
  readonly model: string;
  /** A branch, a tag, or a commit, which pins the model. */
  readonly revision: string;
  readonly dtype: Dtype;
  readonly hubUrl: string;
  readonly token: Secret | undefined;
  readonly cacheDir: string | undefined;
  /** Ask nobody: take what the cache has. */
  readonly offline: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Told what is worth knowing, such as that the Hub did not answer and the cache is used. */
  readonly warn: (message: string) => void;
}

/** A model on this machine. */
export interface FoundModel {
  readonly files: ModelFiles;
  /** The commit. */
  readonly revision: string | undefined;
}

/**
 * Finds a model in the cache, or fetches it. A pinned model that is there is taken without a question to the Hub.
 *
 * @throws ModelProblem
 */
export async function findHubModel(request: HubRequest): Promise<FoundModel> {
  const cache = new HubCache(request.model, request.cacheDir);
  const cached = await findCached(cache, request);
  if (request.offline) return cached ?? fail(offline(request));
  if (cached !== undefined && isCommit(request.revision)) return cached;
  try {
    return await fetchModel(cache, request);
  } catch (error) {
    if (cached === undefined || !(error instanceof ModelProblem) || error.report.retryable !== true) throw error;
    request.warn(`${error.message}; the cached revision ${cached.revision} is used`);
    return cached;
  }
}

async function findCached(cache: HubCache, { revision, dtype, model }: HubRequest): Promise<FoundModel | undefined> {
  const commit = await cache.commitOf(revision);
  if (commit === undefined) return undefined;
  const paths = await cache.pathsOf(commit);
  try {
    return { files: filesAt(cache.snapshot(commit), layoutOf(paths, dtype, model)), revision: commit };
  } catch {
    // Not all of it was fetched before: another dtype, or a download that was interrupted.
    return undefined;
  }
}

async function fetchModel(cache: HubCache, request: HubRequest): Promise<FoundModel> {
  const client = new HubClient(request);
  const commit = await client.commit();
  const layout = layoutOf(commit.paths, request.dtype, request.model);
  const { config, tokenizer, tokenizerConfig, onnx, onnxData, sentences } = layout;
  const optional = [tokenizerConfig, ...Object.values(sentences)].flatMap((path: string | undefined) => path ?? []);
  await fetchFiles(client, cache, { sha: commit.sha, paths: [config, tokenizer, ...optional, ...onnxData, onnx] });
  await cache.setCommit(request.revision, commit.sha);
  return { files: filesAt(cache.snapshot(commit.sha), layout), revision: commit.sha };
}

async function fetchFiles(client: HubClient, cache: HubCache, { sha, paths }: HubCommit): Promise<void> {
  for (const file of await client.files(paths, sha)) {
    if (!(await cache.has(file.etag, file.size))) await downloadToCache(client, cache, { file, commit: sha });
    await cache.link(file.etag, sha, file.path);
  }
}

function offline({ model, revision, dtype }: HubRequest): ModelProblem {
  const message = `${model} (revision ${revision}, dtype ${dtype}) is not in the cache, and offline is set`;
  const hint = 'start once with the network and without offline (HF_HUB_OFFLINE), or set model to a folder that has the model';
  return new ModelProblem({ problem: 'offline', message, hint });
}

function fail(error: ModelProblem): never {
  throw error;
}
