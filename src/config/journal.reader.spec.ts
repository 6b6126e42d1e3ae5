import { inspect } from 'node:util';
import { assert, boolean, constantFrom, property } from 'fast-check';
import { loadText, problemsOf } from '../../test/support/load-text.js';
import type { JournalConfig } from './otai-config.js';

const HOUR = 3_600_000;

function read(yaml: string): JournalConfig {
  const { config, problems } = loadText(`otai: { infrastructure: { journal: ${yaml} } }`);
  expect([...problems]).toEqual([]);
  return config.infrastructure.journal;
}

function problem(yaml: string): string[] {
  return problemsOf(`otai: { infrastructure: { journal: ${yaml} } }`).map((line) =>
    line.replace(/^config\.yml:1:\d+ infrastructure\./, ''),
  );
}

describe('infrastructure.journal:', () => {
  const defaults = { keep: 30 * 24 * HOUR, keepTickets: 400 * 24 * HOUR, maxSize: 1e9, storeTexts: false, noteReference: 'visible' };

  it('has defaults when the config does not say, and no URL', () => {
    expect(loadText('otai: {}').config.infrastructure.journal).toEqual(defaults);
    expect(read('null')).toEqual(defaults);
    expect(read('{}').url).toBeUndefined();
  });

  it.each([
    'sqlite:./otai.db',
    'sqlite:/var/lib/otai.db',
    'sqlite:///var/lib/otai.db',
    'memory',
    'postgres://u:p@h:5432/d',
    'postgresql://h/d',
  ])('is the URL %s, short or long', (url) => {
    expect(read(JSON.stringify(url))).toMatchObject(defaults);
    expect(read(JSON.stringify(url)).url?.reveal()).toBe(url);
    expect(read(JSON.stringify({ url })).url?.reveal()).toBe(url);
  });

  it('has the long form', () => {
    const config = read('{ keep: 12h, keep_tickets: P10D, max_size: 64MiB, store_texts: true, note_reference: Invisible }');
    expect(config).toEqual({ keep: 12 * HOUR, keepTickets: 240 * HOUR, maxSize: 67_108_864, storeTexts: true, noteReference: 'invisible' });
  });

  it.each([
    ['1GB', 1e9],
    ['1.5 gb', 1.5e9],
    ['500MB', 5e8],
    ['1GiB', 1_073_741_824],
    [2_000_000, 2_000_000],
    ['2000000', 2_000_000],
  ])('reads the size %p', (size, bytes) => {
    expect(read(JSON.stringify({ max_size: size })).maxSize).toBe(bytes);
  });

  it.each([
    ['5', ['journal must be a URL or a mapping, but is a number (e.g. sqlite:./otai.db, postgres://user@host/database or memory)']],
    ['false', ['journal must be a URL or a mapping, but is a boolean (write journal: memory to keep nothing over a restart)']],
    ['""', ['journal must be the URL of a journal (e.g. sqlite:./otai.db, postgres://user@host/database or memory)']],
    ['./otai.db', ['journal must be the URL of a journal (write sqlite: before the name of a file)']],
    ['"sqlite:"', ['journal must be the URL of a journal (name a file: sqlite:./otai.db; or write memory)']],
    ['"sqlite::memory:"', ['journal must be the URL of a journal (name a file: sqlite:./otai.db; or write memory)']],
    ['{ path: ./x.db }', ['journal.path is not a known key (did you mean "url"?)']],
    ['{ max_size: 5KB }', ['journal.max_size must be a size of 1MB or more, such as 500MB or 2GB']],
    ['{ max_size: big }', ['journal.max_size must be a size of 1MB or more, such as 500MB or 2GB']],
    ['{ max_size: [] }', ['journal.max_size must be a size of 1MB or more, such as 500MB or 2GB']],
    ['{ note_reference: hidden }', ['journal.note_reference must be one of visible, invisible, off, but is "hidden"']],
    ['{ keep: 0 }', ['journal.keep must be more than 0']],
  ])('refuses %s', (yaml, expected) => {
    expect(problem(yaml)).toEqual(expected);
  });

  it('tells all problems at once', () => {
    expect(problem('{ url: 5, keep: soon, store_texts: 1, max_size: 1 }')).toHaveLength(4);
  });

  it('never shows a URL: it may hold a password', () => {
    expect(inspect(read('postgres://otai:hunter2@db/otai'), { depth: 9 })).not.toContain('hunter2');
    const wrong = constantFrom(
      'mysql://u:hunter2@h/d',
      'postgres://u:hunter2/@#@h/d',
      'postgres:u:hunter2',
      'hunter2',
      'sqlite',
      'postgres://u:hunter2@h:port/d',
    );
    assert(
      property(wrong, boolean(), (url, isLong) => {
        const lines = problem(JSON.stringify(isLong ? { url } : url));
        expect(lines).toHaveLength(1);
        expect(lines[0]).not.toContain('hunter2');
      }),
    );
  });
});
