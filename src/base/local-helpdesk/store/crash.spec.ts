import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFileSync } from '@swc/core';
import { TicketStore } from './ticket-store.js';

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'otai-crash-'));

/** The store as JavaScript that plain Node can run: it needs nothing but these files. */
const FILES = [
  'api/otai.error.ts',
  'base/local-helpdesk/local-helpdesk.error.ts',
  'base/local-helpdesk/line-reader.ts',
  ...['cursor', 'deep-freeze', 'durable-file', 'file-lock', 'log-format', 'log-replay', 'ticket-change', 'ticket-log'].map(inStore),
  ...['ticket-store', 'ticket-table'].map(inStore),
];

/** Creates tickets without end, in several strands, and says which are acknowledged. */
const WRITER = `
  import { writeSync } from 'node:fs';
  import { TicketStore } from './base/local-helpdesk/store/ticket-store.js';
  const store = await TicketStore.open(process.argv[2], () => undefined);
  const at = new Date().toISOString();
  const strand = async () => {
    for (;;) {
      const subject = 'x'.repeat(Math.random() * 5000);
      const ticket = await store.create({ subject, tags: [], notes: [], created_at: at, updated_at: at }).stored;
      const changed = await store.change({ change: 'changed', id: ticket.id, at, fields: { body: ticket.id } });
      writeSync(1, changed.id + ':' + changed.subject.length + '\\n');
    }
  };
  await Promise.all([strand(), strand(), strand()]);
`;

function inStore(name: string): string {
  return `base/local-helpdesk/store/${name}.ts`;
}

function writeProgram(): string {
  for (const file of FILES) {
    const target = join(folder, relative(source, join(source, file))).replace(/\.ts$/, '.js');
    mkdirSync(dirname(target), { recursive: true });
    const { code } = transformFileSync(join(source, file), { swcrc: false, jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } });
    writeFileSync(target, code);
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'writer.js'), WRITER);
  return join(folder, 'writer.js');
}

/** Lets the writer run until it has acknowledged so many tickets, kills it, and returns what it acknowledged in full lines. */
async function killAfter(count: number, program: string, file: string): Promise<string[]> {
  const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.split('\n').length > count) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.once('close', resolve));
  return output.split('\n').slice(0, -1);
}

describe('a process that is killed while it writes', () => {
  it('loses no ticket that it acknowledged, and the next one goes on', async () => {
    const program = writeProgram();
    const file = join(folder, 'tickets.jsonl');
    const acknowledged = new Set<string>();
    for (const count of [10, 100, 300]) for (const line of await killAfter(count, program, file)) acknowledged.add(line);
    const store = await TicketStore.open(file, () => undefined);
    const lost = [...acknowledged].filter((line) => {
      const [id = '', length] = line.split(':');
      const ticket = store.table.get(id);
      return ticket?.body !== id || String(ticket.subject.length) !== length;
    });
    await store.close();
    expect(acknowledged.size).toBeGreaterThanOrEqual(410);
    expect(lost).toEqual([]);
  }, 60_000);
});
