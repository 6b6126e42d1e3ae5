import { mkdir, readdir, readFile, rm, stat, symlink, writeFile, copyFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { getHFHubCachePath, getRepoFolderName } from '@huggingface/hub';

const COMMIT = /^[0-9a-f]{40}$/;

/** The files of one model in the cache folder that all Hugging Face tools of a machine share: blobs by checksum, snapshots by commit. */
export class HubCache {
  private readonly root: string;

  /** @param dir - default: HF_HUB_CACHE, HF_HOME/hub or ~/.cache/huggingface/hub, as for every tool */
  constructor(model: string, dir: string = getHFHubCachePath()) {
    this.root = join(dir, getRepoFolderName({ type: 'model', name: model }));
  }

  /** The commit that `revision` meant when it was last asked for, or `undefined`. */
  async commitOf(revision: string): Promise<string | undefined> {
    if (COMMIT.test(revision)) return revision;
    const commit = await readFile(this.refPath(revision), 'utf8').catch(() => '');
    return COMMIT.test(commit.trim()) ? commit.trim() : undefined;
  }

  /** Remembers what `revision` means. */
  async setCommit(revision: string, commit: string): Promise<void> {
    if (revision === commit) return;
    await mkdir(dirname(this.refPath(revision)), { recursive: true });
    await writeFile(this.refPath(revision), commit);
  }

  snapshot(commit: string): string {
    return join(this.root, 'snapshots', commit);
  }

  blob(etag: string): string {
    return join(this.root, 'blobs', etag);
  }

  /** The paths of a snapshot that are really there. */
  async pathsOf(commit: string): Promise<readonly string[]> {
    const folder = this.snapshot(commit);
    const entries = await readdir(folder, { recursive: true }).catch(() => []);
    const present = await Promise.all(entries.map((entry) => sizeOf(join(folder, entry))));
    return entries.filter((_, i) => present[i] !== undefined).map((entry) => entry.replaceAll('\\', '/'));
  }

  /** Whether a file of this size is there already. */
  async has(etag: string, size: number): Promise<boolean> {
    return (await sizeOf(this.blob(etag))) === size;
  }

  /** Puts a blob under its path into a snapshot: a link, or a copy where the system makes none. */
  async link(etag: string, commit: string, path: string): Promise<void> {
    const link = join(this.snapshot(commit), path);
    const blob = this.blob(etag);
    if ((await sizeOf(link)) === (await sizeOf(blob))) return;
    await mkdir(dirname(link), { recursive: true });
    await rm(link, { force: true });
    await symlink(relative(dirname(link), blob), link).catch((error: NodeJS.ErrnoException) =>
      // Somebody else may have made it at the same moment.
      error.code === 'EEXIST' ? undefined : copyFile(blob, link),
    );
  }

  private refPath(revision: string): string {
    return join(this.root, 'refs', revision);
  }
}

/** The size of a file in bytes, or `undefined` when there is none. */
export async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}

/** Whether a revision is the name of a commit, which never changes. */
export function isCommit(revision: string): boolean {
  return COMMIT.test(revision);
}
