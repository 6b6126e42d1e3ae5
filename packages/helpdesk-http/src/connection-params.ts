import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { HttpClientOptions } from './http-options.js';

/** How to reach a helpdesk, as people write it in the config of a connector. */
export interface ConnectionParams {
  /** For one request, milliseconds. */
  readonly timeout: number;
  /** Whether to check the server's certificate. */
  readonly verify: boolean;
  /** A file with the certificates (PEM) to trust. */
  readonly ca?: string | undefined;
  /** The address of a proxy. Default: that of the environment. */
  readonly proxy?: string | undefined;
  readonly connections: number;
  readonly retries: number;
  /** The longest wait before a request is tried again, milliseconds. */
  readonly max_wait: number;
}

/** The part of a client's options that {@link HttpClientOptions} and {@link ConnectionParams} have in common. */
export type ConnectionOptions = Pick<
  HttpClientOptions,
  'timeoutMs' | 'connections' | 'retries' | 'retryDelayMs' | 'maxRetryDelayMs' | 'tls' | 'proxy'
>;

/**
 * The options for what people wrote. Reads the file of certificates, and throws when it cannot be read.
 *
 * @param baseDir - where a relative path to it begins: the folder of the config
 */
export function connectionOptions(params: ConnectionParams, baseDir: string): ConnectionOptions {
  const { timeout, verify, ca, proxy, connections, retries, max_wait: maxWait } = params;
  return {
    timeoutMs: timeout,
    connections,
    retries,
    retryDelayMs: Math.min(250, maxWait),
    maxRetryDelayMs: maxWait,
    tls: { verify, ca: ca === undefined ? undefined : readFileSync(resolve(baseDir, ca), 'utf8') },
    proxy,
  };
}
