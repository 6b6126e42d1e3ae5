import { inspect } from 'node:util';
import { temporaryFolder } from '../../test/support/journal/temporary-folder.js';
import { Secret } from '../api/secret.js';
import type { JournalConfig } from '../config/otai-config.js';
import { FakeClock } from '../testing/fake-clock.js';
import { createJournal, openJournal } from './create-journal.js';
import { MemoryJournal } from './memory.journal.js';

const CONFIG: JournalConfig = { keep: 1, keepTickets: 1, maxSize: 1e6, storeTexts: false, noteReference: 'off' };
const OPTIONS = { defaultUrl: 'memory', clock: new FakeClock(), baseDir: '/srv/otai' };

const named = (url: string): JournalConfig => ({ ...CONFIG, url: new Secret(url) });

describe('the journal of a config', () => {
  it('is in memory, a file or a database', () => {
    expect(createJournal(named('memory'), OPTIONS)).toBeInstanceOf(MemoryJournal);
    expect(createJournal(named('sqlite:./otai.db'), OPTIONS)).toMatchObject({ durable: true, location: 'sqlite:/srv/otai/otai.db' });
    expect(createJournal(named('sqlite:///var/otai.db'), OPTIONS).location).toBe('sqlite:/var/otai.db');
    expect(createJournal(named('postgres://me@db:5433/otai'), OPTIONS).location).toBe('postgres://me@db:5433/otai');
  });

  it('is the default when the config names none', () => {
    expect(createJournal(CONFIG, OPTIONS).location).toBe('memory');
    expect(createJournal(CONFIG, { ...OPTIONS, defaultUrl: 'sqlite:x.db' }).location).toBe('sqlite:/srv/otai/x.db');
  });

  it('never shows a password, wherever the URL has it', async () => {
    const journal = createJournal(named('postgresql://me:hunter2@127.0.0.1:1/otai?password=hunter2'), OPTIONS);
    const failure = await journal.open().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'OTAI_JOURNAL_UNAVAILABLE', retryable: true });
    expect(inspect([journal.location, failure], { depth: 9 })).not.toContain('hunter2');
    const unreadable = () => createJournal(named('postgres://me:hunter2/@db/otai'), OPTIONS);
    expect(unreadable).toThrow(expect.objectContaining({ code: 'OTAI_JOURNAL_UNAVAILABLE', cause: undefined }));
    expect(unreadable).not.toThrow(/hunter2/);
  });

  it('in a database has to be open before it is used', async () => {
    const journal = createJournal(named('sqlite:x.db'), OPTIONS);
    await journal.close();
    await expect(journal.flush()).rejects.toMatchObject({ code: 'OTAI_JOURNAL_UNAVAILABLE', retryable: false });
    await expect(journal.runs()).rejects.toThrow('is not open');
  });

  it('is one, however often it is opened', async () => {
    const folder = temporaryFolder();
    const journal = await openJournal(named('sqlite:j.db'), { ...OPTIONS, baseDir: folder.path });
    expect(journal.isNew).toBe(true);
    await Promise.all([journal.open(), journal.open()]);
    expect(journal.isNew).toBe(true);
    expect(await Promise.all([journal.runs(), journal.tickets(), journal.writes(['k']), journal.run('r')])).toEqual([
      [],
      [],
      [],
      undefined,
    ]);
    await journal.close();
    folder.remove();
  });
});
