import { resolve } from 'node:path';
import type { Clock } from '../api/clock.js';
import type { JournalConfig } from '../config/otai-config.js';
import { DeferredJournal } from './deferred.journal.js';
import type { Journal } from './journal.js';
import { locatePostgres } from './postgres/postgres-location.js';
import { MemoryJournal } from './memory.journal.js';

/** What a journal needs beside its config. */
export interface JournalOptions {
  /** The URL when the config has none. */
  readonly defaultUrl: string;
  readonly clock: Clock;
  /** Where relative paths start. Default: the process' working directory. */
  readonly baseDir?: string | undefined;
}

/**
 * The journal that a config asks for; not open yet.
 *
 * The drivers of databases are loaded when it is opened: an application that remembers nothing does not wait for them.
 *
 * @throws JournalError when the URL cannot be read
 */
export function createJournal(config: JournalConfig, { defaultUrl, clock, baseDir = '.' }: JournalOptions): Journal {
  const url = config.url?.reveal() ?? defaultUrl;
  if (url === 'memory') return new MemoryJournal({ clock, keep: config.keep, keepTickets: config.keepTickets });
  const options = { clock, retention: config };
  const file = /^sqlite:(?:\/\/)?(.+)$/s.exec(url)?.[1];
  if (file === undefined)
    return new DeferredJournal(locatePostgres(url), async () => (await import('./databases.js')).postgresJournal(url, options));
  const path = resolve(baseDir, file);
  return new DeferredJournal(`sqlite:${path}`, async () => (await import('./databases.js')).sqliteJournal(path, options));
}

/**
 * The journal that a config asks for, open: the caller closes it.
 *
 * @throws JournalError (as a rejection) when it cannot be opened; nothing is ever begun anew in its place
 */
export async function openJournal(config: JournalConfig, options: JournalOptions): Promise<Journal> {
  const journal = createJournal(config, options);
  await journal.open();
  return journal;
}
