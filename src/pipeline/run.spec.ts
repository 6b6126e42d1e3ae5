import { getEventListeners, getMaxListeners, setMaxListeners } from 'node:events';
import { runEnvironment } from '../../test/support/compiled.js';
import { MemoryTicketSystem } from '../testing/memory-ticket-system.js';
import { Run } from './run.js';

const newRun = (signal?: AbortSignal) => new Run('test', runEnvironment(), { signal });

describe('a run', () => {
  it('is not cancelled until somebody says so', () => {
    const run = newRun();
    expect([run.cancelled, run.signal.aborted]).toEqual([false, false]);
    run.cancel(new Error('enough'));
    expect([run.cancelled, run.signal.aborted, run.signal.reason]).toEqual([true, true, new Error('enough')]);
  });

  it('keeps the first reason', () => {
    const run = newRun();
    run.cancel('first');
    run.cancel('second');
    expect([run.cancelReason, run.signal.reason]).toEqual(['first', 'first']);
  });

  it('is cancelled with its caller’s signal, before and after it began', () => {
    const caller = new AbortController();
    const run = newRun(caller.signal);
    const { signal } = run;
    caller.abort('enough');
    expect([run.cancelReason, signal.reason, newRun(caller.signal).signal.reason]).toEqual(['enough', 'enough', 'enough']);
  });

  it('is not cancelled any more once it is closed', () => {
    const caller = new AbortController();
    const run = newRun(caller.signal);
    run.close();
    caller.abort('too late');
    expect(run.cancelled).toBe(false);
  });

  it('warns nobody of a leak when many listen to it, or when many runs have one caller', () => {
    expect(getMaxListeners(newRun().signal)).toBe(Infinity);
    const caller = new AbortController();
    setMaxListeners(0, caller.signal);
    const runs = Array.from({ length: 20 }, () => newRun(caller.signal));
    expect(getMaxListeners(caller.signal)).toBe(Infinity);
    for (const run of runs) run.close();
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  });

  it('remembers tickets as it last saw them, those of each system by themselves', () => {
    const run = newRun();
    const ticket = new MemoryTicketSystem().add({ id: '7', subject: 'one' });
    const from = (systemId: string) => ({ systemId, getTicket: () => Promise.resolve(ticket) });
    run.remember(ticket, from('helpdesk'));
    run.remember({ ...ticket, subject: 'two' }, from('archive'));
    run.remember({ ...ticket, subject: 'three' }, from('helpdesk'));
    expect(run.lastSeen('helpdesk', '7')?.ticket.subject).toBe('three');
    expect(run.lastSeen('archive', '7')?.ticket.subject).toBe('two');
    expect(run.lastSeen('helpdesk', '8')).toBeUndefined();
  });
});
