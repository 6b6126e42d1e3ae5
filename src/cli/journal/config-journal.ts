import { existsSync } from 'node:fs';
import { SystemClock } from '../../api/clock.js';
import { OtaiError } from '../../api/otai.error.js';
import { Secret } from '../../api/secret.js';
import { loadConfig, type LoadedConfig } from '../../config/config.loader.js';
import type { OtaiConfig } from '../../config/otai-config.js';
import type { Journal } from '../../journal/journal.js';
import { MemoryJournal } from '../../journal/memory.journal.js';
import { createJournal } from '../../journal/create-journal.js';
import { defaultJournalUrl } from '../../module/journal.location.js';
import type { OtaiModuleOptions } from '../../module/otai.options.js';

/** The journal of a config, open. */
export interface ConfigJournal {
  readonly journal: Journal;
  /** Where it is, for messages. */
  readonly location: string;
  readonly config: OtaiConfig;
}

/**
 * Opens the journal of a config for a command that asks what it remembers, and closes it afterwards. Nothing else is started, and nothing is
 * created: a file that is not there yet is a journal without runs. The application may have it open at the same time.
 *
 * @throws OtaiError `OTAI_CLI_NO_JOURNAL` (as a rejection) when the config remembers nothing
 */
export async function withJournal<T>(options: OtaiModuleOptions, work: (opened: ConfigJournal) => Promise<T>): Promise<T> {
  const loaded = loadConfig({ ...options, config: options.config ?? 'config.yml' });
  const found = journalOf(options, loaded);
  if (!found.durable) throw noJournal();
  const { location } = found;
  const journal = isThere(location) ? found : new MemoryJournal();
  await journal.open();
  try {
    return await work({ journal, location, config: loaded.config });
  } finally {
    await journal.close();
  }
}

/** The journal that a config names. Not open. */
export function journalOf(options: OtaiModuleOptions, loaded: LoadedConfig): Journal {
  const { journal: config } = loaded.config.infrastructure;
  const url = options.journal === undefined ? config.url : new Secret(options.journal);
  const where = { defaultUrl: defaultJournalUrl(options, loaded), baseDir: loaded.baseDir, clock: new SystemClock() };
  return createJournal({ ...config, url }, where);
}

/** A database on a server is there, or opening it says what is wrong; so does opening a file whose log alone is left. */
function isThere(location: string): boolean {
  const file = /^sqlite:(.+)$/s.exec(location)?.[1];
  return file === undefined || existsSync(file) || existsSync(`${file}-wal`);
}

function noJournal(): OtaiError {
  return new OtaiError('OTAI_CLI_NO_JOURNAL', 'the config remembers nothing over the end of a process: its journal is in memory', {
    hint: 'name a file under infrastructure.journal, e.g. sqlite:./otai.db',
  });
}
