import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support/docs/doc-files.js';

const PAGE = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');

/** Variables of the environment, and the constant of the API's version, look like codes and are none. */
const NO_CODES: ReadonlySet<string> = new Set(['OTAI_API_VERSION', 'OTAI_DEBUG']);

const SOURCES = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
  .map((name) => readFileSync(join(ROOT, 'src', name), 'utf8'));

function found(pattern: RegExp): ReadonlySet<string> {
  return new Set(SOURCES.flatMap((text) => [...text.matchAll(pattern)].map(([, word]) => word ?? '')));
}

/** The words of a union such as `type Kind = 'a' | 'b'`. */
function wordsOf(type: string): string[] {
  const union = SOURCES.map((text) => new RegExp(`type ${type} =([^;]+);`).exec(text)?.[1]).find((text) => text !== undefined) ?? '';
  return [...union.matchAll(/'(\w+)'/g)].map(([, word]) => word ?? '');
}

/** Codes that are made of a prefix and a word. */
const MADE = [
  ...wordsOf('TicketSystemErrorKind').map((kind) => `OTAI_TICKET_SYSTEM_${kind.toUpperCase()}`),
  ...wordsOf('LocalHelpdeskProblem').map((problem) => `OTAI_LOCAL_HELPDESK_${problem.toUpperCase()}`),
];

describe('docs/errors.md', () => {
  it('has every code of the sources, and none that is no more', () => {
    const codes = [...found(/'(OTAI_[A-Z]+(?:_[A-Z]+)*)'/g)].filter((code) => !NO_CODES.has(code));
    const told = [...PAGE.matchAll(/^\| `(OTAI_[A-Z_]+)`/gm)].map(([, code]) => code);
    expect(new Set(told)).toEqual(new Set([...codes, ...MADE]));
  });

  it('leaves no code out that is made in another way', () => {
    const prefixes = [...found(/`(OTAI_[A-Z_]+_)\$\{/g)];
    expect(prefixes.filter((prefix) => !MADE.some((code) => code.startsWith(prefix)))).toEqual([]);
  });

  it('has every kind of problem of a config, and none that is no more', () => {
    const codes = [...found(/code: '([a-z]+(?:_[a-z]+)*)'/g), ...found(/report\('([a-z]+(?:_[a-z]+)*)'/g)];
    const kinds = [...found(/code: `(unknown_)\$\{kind\}`/g)].flatMap((prefix) => [`${prefix}pipe`, `${prefix}trigger`]);
    const section = PAGE.slice(PAGE.indexOf('## Problems of a config'));
    const rows = [...section.matchAll(/^\| (`[^|]+`) +\|/gm)].map(([, cell]) => cell ?? '');
    const warnings = /Two codes are warnings[\s\S]*?\n\n/.exec(section)?.[0] ?? '';
    const told = [...`${rows.join(' ')} ${warnings}`.matchAll(/`([a-z]+(?:_[a-z]+)*)`/g)].map(([, code]) => code);
    expect(new Set(told)).toEqual(new Set([...codes, ...kinds]));
  });
});
