import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FakeIo, temporaryFolder } from '../../test/support/fake-io.js';
import { packageVersion } from './package-version.js';
import { runCli } from './main.js';

async function otai(line: string, io = new FakeIo()): Promise<{ io: FakeIo; code: number }> {
  return { io, code: await runCli(line.split(' '), io) };
}

describe('otai', () => {
  it.each(['--version', '-V'])('%s tells the version', async (flag) => {
    const { io, code } = await otai(flag);
    expect([io.stdout, code]).toEqual([`${packageVersion()}\n`, 0]);
  });

  it('--help lists the commands', async () => {
    const { io, code } = await otai('--help');
    for (const command of [
      'run',
      'runs',
      'quarantine',
      'undo',
      'replay',
      'validate',
      'plugins',
      'components',
      'schema',
      'graph',
      'render',
      'doctor',
    ])
      expect(io.stdout).toContain(`\n  ${command} `);
    expect(code).toBe(0);
  });

  it.each([
    ['vaildate', "error: unknown command 'vaildate'", '(Did you mean validate?)'],
    ['run --dry-rum', "error: unknown option '--dry-rum'", '(Did you mean --dry-run?)'],
    ['run --config', "option '-c, --config <file>' argument missing", ''],
    ['render', "missing required argument 'template'", ''],
  ])('%s is refused with code 2', async (line, message, hint) => {
    const { io, code } = await otai(line);
    expect(io.stderr).toContain(message);
    expect(io.stderr).toContain(hint);
    expect(code).toBe(2);
  });

  it('hands options and positional arguments to the command', async () => {
    const { io, code } = await otai('render {{1+1}} --json');
    expect([io.stdout, code]).toEqual(['2\n', 0]);
  });

  it('prints errors for people: message, what to do, code', async () => {
    const { io, code } = await otai('components base:ad_note');
    expect(io.stderr).toBe('error: there is no component "base:ad_note"\n  -> did you mean "base:add_note"?\n  [OTAI_CLI_USAGE]\n');
    expect(code).toBe(2);
  });

  it('shows the stack on request only', async () => {
    const config = { 'config.yml': 'otai: { pipelines: { p: { steps: [{ id: a, use: base:nothing }] } } }' };
    const plain = await otai('run --once', new FakeIo({ cwd: temporaryFolder(config) }));
    expect(plain.code).toBe(1);
    expect(plain.io.stderr).toMatch(/^config\.yml: 1 problem\n\nconfig\.yml:1:49 .*there is no pipe "base:nothing"/);
    expect(plain.io.stderr).not.toContain('    at ');
    for (const [line, env] of [
      ['run --once --debug', {}],
      ['run --once', { OTAI_DEBUG: '1' }],
    ] as const) {
      const { io } = await otai(line, new FakeIo({ cwd: temporaryFolder(config), env }));
      expect(io.stderr).toContain('\n    at ');
    }
  });

  it('names the file it looked for when there is no config', async () => {
    const { io, code } = await otai('run --once');
    expect(io.stderr).toContain('config.yml there is no such file; looked for ');
    expect(code).toBe(1);
  });
});

describe('a fast start', () => {
  it('loads nothing but Node to tell the version', () => {
    expect(packagesOf('otai.ts').filter((name) => !name.startsWith('node:'))).toEqual([]);
  });

  it('loads nothing but commander to show help, and no command before it is called', () => {
    expect([...new Set(packagesOf('main.ts').filter((name) => !name.startsWith('node:')))]).toEqual(['commander']);
  });
});

/** The packages that a file of this folder loads at once, with all the files it loads at once. */
function packagesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const text = readFileSync(join(import.meta.dirname, file), 'utf8');
  const imported = [...text.matchAll(/^import (?!type )[^;]*?'([^']+)';/gms)].map(([, path = '']) => path);
  return imported.flatMap((path) => (path.startsWith('.') ? packagesOf(join(dirname(file), path.replace(/js$/, 'ts')), seen) : path));
}
