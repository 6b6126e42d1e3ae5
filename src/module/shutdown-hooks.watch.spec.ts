import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { FakeClock } from '../testing/fake-clock.js';
import { ShutdownHooksWatch } from './shutdown-hooks.watch.js';

describe('a host that forgot to enable its shutdown hooks', () => {
  const warn = jest.spyOn(Logger, 'warn').mockImplementation(() => undefined);
  const listeners = process.listeners('SIGTERM');

  beforeEach(() => {
    warn.mockClear();
    process.removeAllListeners('SIGTERM');
  });

  afterAll(() => {
    warn.mockRestore();
    for (const listener of listeners) process.on('SIGTERM', listener);
  });

  it('is told once the application had its time to do so', async () => {
    const clock = new FakeClock();
    new ShutdownHooksWatch(clock).start();
    expect(warn).not.toHaveBeenCalled();
    await clock.advance(2_000);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('call app.enableShutdownHooks()'), 'otai');
  });

  it('is told nothing when somebody listens, or the application has ended before', async () => {
    const clock = new FakeClock();
    const ended = new ShutdownHooksWatch(clock);
    ended.start();
    ended.stop();
    new ShutdownHooksWatch(clock).start();
    process.on('SIGTERM', () => undefined);
    await clock.advance(2_000);
    expect(warn).not.toHaveBeenCalled();
    process.removeAllListeners('SIGTERM');
  });
});
