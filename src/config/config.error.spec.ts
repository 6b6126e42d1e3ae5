import { loadText } from '../../test/support/load-text.js';
import { codeFrame } from './code-frame.js';
import { ConfigError } from './config.error.js';
import { formatPath } from './config-path.js';

function errorOf(text: string): ConfigError {
  try {
    loadText(text).problems.throwIfAny();
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('expected a ConfigError');
}

const BROKEN = `otai:
  services:
    crm:
      use: crm
      parms:
        password: hunter2
        token: "{{ get_env('T') }}"
`;

describe('A ConfigError', () => {
  it('shows the place of a problem, without the secrets around it', () => {
    const error = errorOf(BROKEN);
    const frames = error.problems.map((problem) => error.codeFrame(problem)?.split('\n'));
    expect(frames).toEqual([
      [
        '  3 |     crm:',
        '  4 |       use: crm',
        '> 5 |       parms:',
        '    |       ^',
        '  6 |         password: [secret]',
        `  7 |         token: "{{ get_env('T') }}"`,
      ],
    ]);
  });

  it('shows no place for what does not stand in the file', () => {
    const error = errorOf(BROKEN);
    expect(
      error.codeFrame({ code: 'x', path: [], message: 'x', location: { kind: 'options', source: 'forRoot options' } }),
    ).toBeUndefined();
    expect(error.codeFrame({ code: 'x', path: [], message: 'x' })).toBeUndefined();
  });

  it('never prints the file’s text by itself', () => {
    expect(JSON.stringify(errorOf(BROKEN))).not.toContain('hunter2');
    expect(errorOf(BROKEN).message).not.toContain('hunter2');
  });

  it('masks secrets in the frame of a syntax error too', () => {
    expect(errorOf('otai:\n  password: hunter2\n  x: [1\n').message).toMatch(/password: \[secret\]/);
  });

  it('counts what is too much to tell', () => {
    const text = `otai: {${Array.from({ length: 130 }, (_, i) => `k${i}: 1`).join(', ')}}`;
    expect(errorOf(text).problems).toHaveLength(130);
    expect(errorOf(text).message.split('\n').at(-1)).toBe('… and 30 more');
  });
});

function frame(text: string, line: number, column: number): string | undefined {
  return codeFrame({ code: 'x', path: [], message: 'x', location: { kind: 'file', source: 'config.yml', line, column } }, text);
}

describe('A code frame', () => {
  it('keeps tabs above its caret', () => {
    expect(frame('\ta: b', 1, 2)).toBe('> 1 | \ta: b\n    | \t^');
  });

  it('shortens long lines and aligns numbers', () => {
    const lines = frame(`${'\n'.repeat(8)}${'a'.repeat(300)}\nb`, 9, 1)?.split('\n');
    expect(lines?.[2]).toBe(`>  9 | ${'a'.repeat(160)}…`);
    expect(lines?.at(-1)).toBe('  10 | b');
  });

  it.each([
    ['password: hunter2', 'password: [secret]'],
    ['pasword: hunter2', 'pasword: [secret]'],
    ['kennwort: a, passwort: hunter2', 'kennwort: a, passwort: [secret]'],
    ['{ user: a, pwd: hunter2 }', '{ user: a, pwd: [secret]'],
    ['api_tokens: [hunter2]', 'api_tokens: [secret]'],
    ['password: { a: hunter2 }', 'password: [secret]'],
    ['url: https://joe:hunter2@example.com/', 'url: https://[secret]@example.com/'],
    [`token: "{{ get_env('T') }}"`, `token: "{{ get_env('T') }}"`],
    ['bypass: yes', 'bypass: yes'],
  ])('masks what looks like a secret: %p', (text, shown) => {
    expect(frame(text, 1, 1)).toBe(`> 1 | ${shown}\n    | ^`);
  });

  it('masks secrets of several lines, and nothing after them', () => {
    const lines = [
      'a:',
      '  password: |-',
      '    hunter2',
      '',
      '    hunter3',
      '  token:',
      '    hunter4',
      '  credentials:',
      '    user: joe',
      '  x: 1',
    ];
    const shown = lines.map((_, i) =>
      frame(lines.join('\n'), i + 1, 1)
        ?.split('\n')
        .find((line) => line.startsWith('>')),
    );
    expect(shown.map((line) => line?.replace(/^>\s+\d+ \|( |$)/, ''))).toEqual([
      'a:',
      '  password: |-',
      '    [secret]',
      '',
      '    [secret]',
      '  token:',
      '    [secret]',
      '  credentials:',
      '    user: joe',
      '  x: 1',
    ]);
  });

  it('is not there for a line that is not there', () => {
    expect(frame('a', 5, 1)).toBeUndefined();
  });
});

describe('A path', () => {
  it.each([
    [['services', 'hf-local', 'params', 'limit'], 'services.hf-local.params.limit'],
    [['pipelines', 'a.b', 'steps', 0], 'pipelines["a.b"].steps[0]'],
    [['my key'], '["my key"]'],
    [[], ''],
  ])('%j reads as %s', (path, text) => {
    expect(formatPath(path)).toBe(text);
  });
});
