import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { pipeline } from 'node:stream/promises';
import { ModelProblem } from '../model/model-problem.js';
import { sizeOf, type HubCache } from './hub-cache.js';
import type { HubClient, HubFile } from './hub-client.js';

/** A file and the commit it is of. */
export interface Download {
  readonly file: HubFile;
  readonly commit: string;
}

/**
 * Brings a file into the cache. What an earlier try left is gone on with; only a file whose checksum is right gets its name.
 *
 * @throws ModelProblem
 */
export function downloadToCache(client: HubClient, cache: HubCache, download: Download): Promise<void> {
  const blob = cache.blob(download.file.etag);
  const known = running.get(blob);
  if (known !== undefined) return known;
  const fetched = fetchBlob(client, blob, download).finally(() => running.delete(blob));
  running.set(blob, fetched);
  return fetched;
}

/** The downloads of this process by their file: two services may want the same model at the same time. */
const running = new Map<string, Promise<void>>();

async function fetchBlob(client: HubClient, blob: string, { file, commit }: Download): Promise<void> {
  const part = `${blob}.incomplete`;
  await mkdir(dirname(blob), { recursive: true });
  const goesOn = ((await sizeOf(part)) ?? 0) > 0;
  await complete(client, part, { file, commit });
  if (!(await isIntact(part, file))) {
    await rm(part, { force: true });
    if (goesOn) await complete(client, part, { file, commit });
    if (!goesOn || !(await isIntact(part, file))) throw await corrupt(part, file);
  }
  await rename(part, blob);
}

async function complete(client: HubClient, part: string, { file, commit }: Download): Promise<void> {
  const start = (await sizeOf(part)) ?? 0;
  if (start >= file.size) return;
  const content = await client.content(file, commit, start);
  try {
    await pipeline(Readable.fromWeb(content as NodeReadableStream), createWriteStream(part, { flags: 'a' }));
  } catch (error) {
    throw client.interrupted(error);
  }
}

async function isIntact(part: string, file: HubFile): Promise<boolean> {
  if ((await sizeOf(part)) !== file.size) return false;
  const hash = hashOf(file);
  for await (const chunk of createReadStream(part)) hash.update(chunk as Buffer);
  return hash.digest('hex') === file.etag;
}

function hashOf({ algorithm, size }: HubFile): Hash {
  return algorithm === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${size}\0`);
}

async function corrupt(part: string, { path }: HubFile): Promise<ModelProblem> {
  await rm(part, { force: true });
  const hint =
    'something between here and the Hub changes files, such as a proxy; try again, or fetch the model elsewhere and copy its folder';
  return new ModelProblem({
    problem: 'corrupt_file',
    message: `${path} arrived damaged: its checksum is not the one the Hub states`,
    hint,
  });
}
