import { HubApiError, modelInfo, pathsInfo, downloadFile } from '@huggingface/hub';
import type { Secret } from 'open-ticket-ai';
import { causeOf, ModelProblem } from '../model/model-problem.js';

/** Which model, of which Hub. */
export interface HubAccess {
  readonly model: string;
  readonly revision: string;
  readonly hubUrl: string;
  readonly token: Secret | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A commit of a model, and what is in it. */
export interface HubCommit {
  readonly sha: string;
  readonly paths: readonly string[];
}

/** A file of the Hub. */
export interface HubFile {
  readonly path: string;
  readonly size: number;
  /** What the cache calls it: the checksum. */
  readonly etag: string;
  readonly algorithm: 'sha256' | 'git-sha1';
}

/** A Hub cannot be reached at all. */
export class HubUnreachable extends ModelProblem {}

/** Asks a Hub about one model. All errors are {@link ModelProblem}s, and none of them names the token. */
export class HubClient {
  constructor(private readonly access: HubAccess) {}

  /** The commit that the revision means now. */
  async commit(): Promise<HubCommit> {
    const { model: name, revision } = this.access;
    const info = await this.ask(modelInfo({ name, revision, additionalFields: ['sha', 'filePaths'], ...this.common }));
    return { sha: info.sha, paths: info.filePaths };
  }

  /** Size and checksum of files. */
  async files(paths: readonly string[], commit: string): Promise<readonly HubFile[]> {
    const found = await this.ask(pathsInfo({ repo: this.access.model, paths: [...paths], revision: commit, ...this.common }));
    return found.map(({ path, size, lfs, oid }) =>
      lfs ? { path, size: lfs.size, etag: lfs.oid, algorithm: 'sha256' } : { path, size, etag: oid ?? '', algorithm: 'git-sha1' },
    );
  }

  /** The bytes of a file from `start` on. */
  async content({ path }: HubFile, commit: string, start: number): Promise<ReadableStream<Uint8Array>> {
    const blob = await this.ask(downloadFile({ repo: this.access.model, path, revision: commit, xet: false, ...this.common }));
    if (blob === null) throw this.problem('hub_failed', `the Hub lists ${path}, but does not deliver it`, 'try again later');
    return blob.slice(start).stream();
  }

  /** Turns what went wrong while bytes came in into a problem. */
  interrupted(error: unknown): ModelProblem {
    return this.unreachable(causeOf(error));
  }

  private get common(): { readonly hubUrl: string; readonly fetch: typeof fetch } {
    return { hubUrl: this.access.hubUrl, fetch: this.fetch };
  }

  /** The token goes to the Hub's own host only, whatever it redirects to. */
  private readonly fetch: typeof fetch = (input, init) => {
    const { hubUrl, signal, token } = this.access;
    const headers = new Headers(init?.headers);
    const url = input instanceof Request ? input.url : String(input);
    if (token !== undefined && new URL(url).origin === new URL(hubUrl).origin) headers.set('Authorization', `Bearer ${token.reveal()}`);
    return fetch(input, { ...init, headers, signal: signal ?? null });
  };

  private async ask<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      this.access.signal?.throwIfAborted();
      throw error instanceof HubApiError ? this.refused(error) : this.unreachable(causeOf(error));
    }
  }

  private refused({ statusCode, message }: HubApiError): ModelProblem {
    const { model, revision, token } = this.access;
    if (statusCode === 401 || statusCode === 403) {
      const hint =
        token === undefined
          ? 'check the spelling of the name; if the model is private or gated, set api_token or the environment variable HF_TOKEN'
          : 'check the token (api_token, HF_TOKEN): it must be valid and allowed to read this model; for a gated model, accept its terms on its page';
      const what = token === undefined ? 'does not exist, or is not public' : 'cannot be read with the given token';
      return this.problem('unauthorized', `${model} ${what}`, hint, message);
    }
    if (statusCode === 404) {
      const hint = `open ${this.access.hubUrl}/${model} and compare name and revision`;
      return this.problem('unknown_model', `the Hub knows no model ${model} with the revision ${revision}`, hint, message);
    }
    return this.problem('hub_failed', `the Hub answered with status ${statusCode} about ${model}`, 'try again later', message);
  }

  private unreachable(cause: string): ModelProblem {
    const { hubUrl, model } = this.access;
    const hint =
      'check the network and its proxy; or download the model once elsewhere, copy its folder here, and set model to that folder';
    return new HubUnreachable({
      problem: 'hub_unreachable',
      message: `${model} could not be fetched: ${hubUrl} is not reachable`,
      hint,
      cause,
    });
  }

  private problem(problem: ModelProblem['report']['problem'], message: string, hint: string, cause?: string): ModelProblem {
    return new ModelProblem({ problem, message, hint, cause });
  }
}
