import { HubApiError, modelInfo, pathsInfo, downloadFile } from '@huggingface/hub';
import type { Secret } from 'open-ticket-ai';
import { causeOf, ModelProblem, type HfProblem } from '../model/model-problem.js';

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

/** Answers that may be another one soon, beside those of a server in trouble. */
const PASSING = new Set([408, 425, 429]);

/** Asks a Hub about one model. All errors are {@link ModelProblem}s, and none of them names the token. */
export class HubClient {
  /** How long the Hub asked to wait when it last answered, milliseconds. */
  private retryAfterMs: number | undefined;

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
    if (blob === null) {
      const message = `the Hub lists ${path}, but does not deliver it`;
      throw new ModelProblem({ problem: 'hub_failed', message, hint: 'try again later', retryable: true });
    }
    return blob.slice(start).stream();
  }

  /** Turns what went wrong, also while bytes came in, into a problem. */
  interrupted(error: unknown): ModelProblem {
    return error instanceof HubApiError ? this.refused(error) : this.unreachable(causeOf(error));
  }

  private get common(): { readonly hubUrl: string; readonly fetch: typeof fetch } {
    return { hubUrl: this.access.hubUrl, fetch: this.fetch };
  }

  /** The token goes to the Hub's own host only, whatever it redirects to. */
  private readonly fetch: typeof fetch = async (input, init) => {
    const { hubUrl, signal, token } = this.access;
    const headers = new Headers(init?.headers);
    const url = input instanceof Request ? input.url : String(input);
    if (token !== undefined && new URL(url).origin === new URL(hubUrl).origin) headers.set('Authorization', `Bearer ${token.reveal()}`);
    const response = await fetch(input, { ...init, headers, signal: signal ?? null });
    this.retryAfterMs = millisecondsOf(response.headers.get('retry-after'));
    return response;
  };

  private async ask<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      this.access.signal?.throwIfAborted();
      throw this.interrupted(error);
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
    const retryable = statusCode >= 500 || PASSING.has(statusCode);
    return new ModelProblem({
      problem: 'hub_failed',
      message: `the Hub answered with status ${statusCode} about ${model}`,
      hint: retryable ? 'try again later' : 'check hub_url (HF_ENDPOINT), and whether a proxy stands in between',
      cause: message,
      retryable,
      retryAfterMs: retryable ? this.retryAfterMs : undefined,
    });
  }

  private unreachable(cause: string): ModelProblem {
    const { hubUrl, model } = this.access;
    const hint =
      'check the network and its proxy; or download the model once elsewhere, copy its folder here, and set model to that folder';
    const message = `${model} could not be fetched: ${hubUrl} is not reachable`;
    return new ModelProblem({ problem: 'hub_unreachable', message, hint, cause, retryable: true });
  }

  private problem(problem: HfProblem, message: string, hint: string, cause: string): ModelProblem {
    return new ModelProblem({ problem, message, hint, cause });
  }
}

/** What a `Retry-After` header says, in seconds or as a date. */
function millisecondsOf(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  const wait = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
