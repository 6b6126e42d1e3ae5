import type { Clock } from '../api/clock.js';
import type { JournalConfig } from '../config/otai-config.js';
import type { Journal } from './journal.js';
import { MemoryJournal } from './memory.journal.js';

/** What a journal needs beside its config. */
export interface JournalOptions {
  readonly defaultUrl: string;
  readonly clock: Clock;
}

/** The journal that a config asks for; not open yet. */
export function createJournal({ keep, keepTickets }: JournalConfig, { clock }: JournalOptions): Journal {
  return new MemoryJournal({ clock, keep, keepTickets });
}
