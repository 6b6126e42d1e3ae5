import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Only the owner may read it: tickets are personal data. */
export const PRIVATE_MODE = 0o600;

/** Replaces a file in one step: whoever looks at it sees the old one or the new one, also after a power failure. */
export async function replaceFile(path: string, chunks: Iterable<string>): Promise<void> {
  const temporary = `${path}.tmp`;
  const handle = await open(temporary, 'w', PRIVATE_MODE);
  try {
    for (const chunk of chunks) await handle.writeFile(chunk);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** Makes new and renamed files of a folder outlive a power failure. Windows does so by itself and refuses. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
