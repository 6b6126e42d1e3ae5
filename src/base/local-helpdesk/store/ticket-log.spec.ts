import { mkdtempSync, readFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { LOG_HEADER } from './log-format.js';
import type { TicketChange } from './ticket-change.js';
import { TicketLog } from './ticket-log.js';

const change = (id: string): TicketChange => ({ change: 'changed', id, at: '2026-11-22T12:00:00.000Z' });

async function open() {
  const path = join(mkdtempSync(join(tmpdir(), 'otai-log-')), 'tickets.jsonl');
  const log = await TicketLog.open(path, { lines: 0, goodBytes: 0, tornBytes: 0 });
  return { path, log, handle: (log as unknown as { handle: FileHandle }).handle };
}

/** Makes the next write leave half of its bytes behind and fail, as on a full disk. */
function fillDisk(handle: FileHandle): void {
  const write = handle.appendFile.bind(handle);
  jest.spyOn(handle, 'appendFile').mockImplementationOnce(async (data) => {
    await write((data as Buffer).subarray(0, 20));
    throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  });
}

describe('writing to the ticket file', () => {
  it('shares one fsync between changes that wait at the same time', async () => {
    const { log, handle } = await open();
    const sync = jest.spyOn(handle, 'datasync');
    await Promise.all(Array.from({ length: 100 }, (_, i) => log.append(change(String(i + 1)), () => undefined)));
    expect(sync.mock.calls.length).toBeLessThanOrEqual(2);
    await log.close();
  });

  it('applies changes in the order of the file, each after it is on the disk', async () => {
    const { log, path } = await open();
    const seen: string[] = [];
    const apply = (applied: TicketChange) => {
      expect(readFileSync(path, 'utf8')).toContain(JSON.stringify(applied));
      seen.push((applied as { id: string }).id);
    };
    await Promise.all(['3', '1', '2'].map((id) => log.append(change(id), apply)));
    expect(seen).toEqual(['3', '1', '2']);
    await log.close();
  });

  it('takes back what a full disk left half written, tells everybody who waits, and goes on when there is room', async () => {
    const { log, path, handle } = await open();
    fillDisk(handle);
    const attempts = await Promise.allSettled(['1', '2', '3'].map((id) => log.append(change(id), () => id)));
    expect(attempts.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(readFileSync(path, 'utf8')).toBe(LOG_HEADER);
    expect(await log.append(change('4'), () => 'written')).toBe('written');
    expect(readFileSync(path, 'utf8')).toBe(`${LOG_HEADER}${JSON.stringify(change('4'))}\n`);
    await log.close();
  });

  it('writes nothing more when it cannot take back a failed write', async () => {
    const { log, handle } = await open();
    fillDisk(handle);
    jest.spyOn(handle, 'truncate').mockRejectedValueOnce(new Error('input/output error'));
    await expect(log.append(change('1'), () => undefined)).rejects.toThrow('no space left');
    await expect(log.append(change('2'), () => undefined)).rejects.toThrow('could not be taken back: restart');
    await log.close();
  });
});
