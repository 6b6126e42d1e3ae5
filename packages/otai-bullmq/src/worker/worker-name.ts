import { hostname } from 'node:os';

/** A worker, as Redis lists its connections. */
export interface WorkerName {
  readonly host: string;
  readonly pid: number;
  /** The version of the pipeline it has. */
  readonly version: string;
}

const BETWEEN = '~';

/** By which a worker's connection can be told. */
export function workerName(version: string): string {
  return [hostname().replaceAll(/[^\w.-]/g, '_'), process.pid, version].join(BETWEEN);
}

/** What a connection's name says; `undefined` when it is no worker's. */
export function readWorkerName(connection: string): WorkerName | undefined {
  const [, name] = /:w:(.+)$/.exec(connection) ?? [];
  const [host, pid, version] = name?.split(BETWEEN) ?? [];
  return host === undefined || pid === undefined || version === undefined ? undefined : { host, pid: Number(pid), version };
}

export function versionOfWorker(connection: string): string | undefined {
  return readWorkerName(connection)?.version;
}
