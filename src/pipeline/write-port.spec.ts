import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { runEnvironment } from '../../test/support/compiled.js';
import type { RunEvent } from './run-events.js';
import { Run, type RunOptions } from './run.js';
import { DirectWritePort, type TicketWrite } from './write-port.js';

const WRITE: TicketWrite = { system: 'helpdesk', operation: 'addNote', ticketId: '7', change: { body: 'moved' }, before: null };

function setUp(options: RunOptions = {}) {
  const environment = runEnvironment();
  const events: RunEvent[] = [];
  environment.events.events$.subscribe((event) => events.push(event));
  const recorded: TicketWrite[] = [];
  const port = new DirectWritePort({ recordWrite: (_, write) => recorded.push(write) });
  const perform = jest.fn(async () => 'done');
  const preview = jest.fn(() => 'would be done');
  const write = () => port.write({ run: new Run('test', environment, options), path: 'each[7]/note' }, WRITE, perform, preview);
  return { write, perform, preview, events, recorded };
}

describe('the write port', () => {
  it('performs the write, then tells the journal and whoever watches', async () => {
    const { write, preview, events, recorded } = setUp();
    expect(await write()).toBe('done');
    expect(preview).not.toHaveBeenCalled();
    expect(recorded).toEqual([WRITE]);
    expect(events).toMatchObject([{ type: 'ticket_written', pipeline: 'test', path: 'each[7]/note', dryRun: false, write: WRITE }]);
  });

  it('in a dry run does not perform it, answers as the helpdesk would have, and tells it all the same', async () => {
    const { write, perform, events, recorded } = setUp({ dryRun: true });
    expect(await write()).toBe('would be done');
    expect(perform).not.toHaveBeenCalled();
    expect(recorded).toEqual([WRITE]);
    expect(events).toMatchObject([{ dryRun: true }]);
  });

  it('a write that was made has succeeded, also when the journal cannot record it', async () => {
    const error = jest.spyOn(Logger, 'error').mockImplementation(() => undefined);
    const environment = runEnvironment();
    const port = new DirectWritePort({
      recordWrite: () => {
        throw new Error('the disk is full');
      },
    });
    const writer = { run: new Run('test', environment, {}), path: 'note' };
    expect(
      await port.write(
        writer,
        WRITE,
        () => Promise.resolve('done'),
        () => 'preview',
      ),
    ).toBe('done');
    expect(error).toHaveBeenCalledWith(expect.stringContaining('the disk is full'), 'otai');
    error.mockRestore();
  });

  it('tells nothing of a write that failed', async () => {
    const { write, perform, events, recorded } = setUp();
    perform.mockRejectedValue(new Error('the helpdesk is away'));
    await expect(write()).rejects.toThrow('the helpdesk is away');
    expect([events, recorded]).toEqual([[], []]);
  });
});
