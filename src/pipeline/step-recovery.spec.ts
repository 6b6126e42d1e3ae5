import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { pipelineOf, stepOf } from '../../test/support/compiled.js';
import { effectStep, Interruptible } from '../../test/support/durable/interruptible.js';
import { Gate } from '../../test/support/gate.js';
import { OtaiError } from '../api/otai.error.js';
import type { PipeContext, PipeHandler } from '../api/pipe-context.js';
import { PipeResult } from '../api/pipe-result.js';
import type { Ticket } from '../api/tickets/ticket.js';
import { TicketSystemError } from '../api/tickets/ticket-system.error.js';
import { MemoryTicketSystem } from '../testing/memory-ticket-system.js';
import type { CompiledStep } from './compiled-pipeline.js';
import { setsTicketAside } from './run.error.js';
import type { StepExecution } from './step-execution.js';

const never = new Promise<never>(() => undefined);
const fine = () => PipeResult.succeeded({ value: 1 });
const notDone = () => undefined;

/** A step at which a process can be killed: all before it is safe, since it must not be executed twice. */
function deadEnd(): { readonly step: CompiledStep; readonly reached: Promise<void>; readonly passed: CompiledStep } {
  const gate = new Gate();
  const execute = () => {
    gate.open();
    return never;
  };
  const step = effectStep('end', 'once', { execute, recover: notDone });
  return { step, reached: gate.opened, passed: effectStep('end', 'once', { execute: fine, recover: notDone }) };
}

/** Counts how often it is executed. */
function counting(result: () => PipeResult | Promise<PipeResult> = fine) {
  return jest.fn<PipeHandler['execute']>(result);
}

/** Kills a process at a step, and goes on with it; `next` is what the pipe does then. */
async function interrupt(effect: 'idempotent' | 'once' | undefined, next: Partial<PipeHandler> = {}) {
  const runs = new Interruptible();
  const gate = new Gate();
  const execute = () => {
    gate.open();
    return never;
  };
  const flush = effectStep('flush', 'once', { execute: fine, recover: fine });
  await runs.kill(pipelineOf([flush, effectStep('work', effect, { ...next, execute })]), gate.opened);
  const executedAgain = counting();
  const [result] = await runs.resume(pipelineOf([flush, effectStep('work', effect, { ...next, execute: executedAgain })]));
  return { runs, result, again: executedAgain.mock.calls.length };
}

const WHERE = { system: 'desk', operation: 'getTicket' } as const;

/** A step that finds a ticket, a kill after it, and what a later step sees of the ticket then. */
async function findAgain(meanwhile: (desk: MemoryTicketSystem) => void, { forgetsSystem = false } = {}) {
  const runs = new Interruptible();
  const desk = MemoryTicketSystem.with({ id: '7', subject: 'VPN', queue: 'Incoming', body: 'first' });
  const origin = { systemId: 'desk', getTicket: (id: string) => desk.getTicket(id) };
  const { step, reached, passed } = deadEnd();
  const find = ({ run }: StepExecution) => {
    const [ticket] = desk.tickets;
    if (ticket !== undefined) run.remember(ticket, origin);
    return PipeResult.succeeded({ ticket });
  };
  const services = () => (forgetsSystem ? {} : { ticket_system: origin });
  const steps = (last: CompiledStep) =>
    pipelineOf([effectStep('find', 'idempotent', { execute: find as unknown as PipeHandler['execute'] }, { services }), last]);
  await runs.kill(steps(step), reached);
  meanwhile(desk);
  desk.calls.length = 0;
  const resumed = runs.resume(steps(passed));
  await new Promise(setImmediate);
  while (runs.clock.pending > 0) await runs.clock.advance(60_000);
  const [result] = await resumed;
  const found = result?.steps.get('find');
  const ticket = found?.status === 'succeeded' ? (found.data['ticket'] as Ticket) : undefined;
  return { runs, desk, result, ticket };
}

beforeAll(() => Logger.overrideLogger(false));
afterAll(() => Logger.overrideLogger(['error', 'warn', 'log']));

describe('a step that had ended before the interruption', () => {
  it.each(['idempotent', 'once', undefined] as const)(
    'is not executed again (effect %s): later steps see its result from before',
    async (effect) => {
      const runs = new Interruptible();
      const { step, reached, passed } = deadEnd();
      let value = 0;
      const execute = counting(() => PipeResult.succeeded({ value: (value += 1) }));
      const one = effectStep('one', effect, { execute });
      await runs.kill(pipelineOf([one, step]), reached);
      const [result] = await runs.resume(pipelineOf([one, passed]));
      expect(execute).toHaveBeenCalledTimes(1);
      expect(result?.steps.get('one')).toMatchObject({ status: 'succeeded', data: { value: 1 } });
      expect(result?.status).toBe('succeeded');
    },
  );

  it('is executed again when it does nothing: that is how its result is had', async () => {
    const runs = new Interruptible();
    const { step, reached, passed } = deadEnd();
    const execute = counting();
    const one = effectStep('one', 'none', { execute });
    await runs.kill(pipelineOf([one, step]), reached);
    const [result] = await runs.resume(pipelineOf([one, passed]));
    expect(execute).toHaveBeenCalledTimes(2);
    expect(result?.steps.get('one')).toMatchObject({ data: { value: 1 } });
  });

  it('stays skipped, for the reason of then', async () => {
    const runs = new Interruptible();
    const { step, reached, passed } = deadEnd();
    const execute = counting();
    await runs.kill(pipelineOf([effectStep('one', 'none', { execute }, { condition: false }), step]), reached);
    const [result] = await runs.resume(pipelineOf([effectStep('one', 'none', { execute }, { condition: true }), passed]));
    expect(execute).not.toHaveBeenCalled();
    expect(result?.steps.get('one')).toMatchObject({ status: 'skipped', reason: 'its condition (if) is false' });
  });

  it('stays failed, whatever it does, with what is known of the failure', async () => {
    for (const effect of ['none', 'idempotent', 'once'] as const) {
      const runs = new Interruptible();
      const { step, reached, passed } = deadEnd();
      const execute = counting(() => PipeResult.failed(new OtaiError('CRM_AWAY', 'the CRM is away', { retryable: true })));
      const one = effectStep('one', effect, { execute }, { continueOnError: true });
      await runs.kill(pipelineOf([one, step]), reached);
      const [result] = await runs.resume(pipelineOf([one, passed]));
      expect(execute).toHaveBeenCalledTimes(1);
      const error = {
        path: 'one',
        causeCode: 'CRM_AWAY',
        retryable: true,
        attempts: 1,
        message: expect.stringContaining('pipeline test, step one: the CRM is away'),
      };
      expect(result?.steps.get('one')).toMatchObject({ status: 'failed', error });
    }
  });

  it('and has set its ticket aside by its failure still does so', async () => {
    const runs = new Interruptible();
    const { step, reached, passed } = deadEnd();
    const hopeless = Object.assign(new OtaiError('LOOP', 'a loop'), { quarantine: true });
    const one = stepOf('one', () => PipeResult.failed(hopeless), { continueOnError: true });
    await runs.kill(pipelineOf([one, step]), reached);
    const [result] = await runs.resume(pipelineOf([one, passed]));
    const failed = result?.steps.get('one');
    expect(failed?.status === 'failed' && setsTicketAside(failed.error)).toBe(true);
  });

  it('is executed again when what it gave could not be kept, but only where twice is as good as once', async () => {
    const runs = new Interruptible();
    const { step, reached, passed } = deadEnd();
    const execute = counting(() => PipeResult.succeeded({ value: 'x'.repeat(300) }));
    const idempotent = effectStep('one', 'idempotent', { execute });
    await runs.kill(pipelineOf([idempotent, step]), reached);
    await runs.resume(pipelineOf([idempotent, passed]));
    expect(execute).toHaveBeenCalledTimes(2);

    const again = deadEnd();
    const once = effectStep('one', 'once', { execute: counting(() => PipeResult.succeeded({ value: 'x'.repeat(300) })) });
    await runs.kill(pipelineOf([once, again.step]), again.reached);
    const [result] = await runs.resume(pipelineOf([once, again.passed]));
    expect(result?.error).toMatchObject({
      causeCode: 'OTAI_STEP_INTERRUPTED',
      message: expect.stringContaining(
        'pipeline test, step one: one had been done before the interruption, but what it gave could not be kept',
      ),
    });
  });
});

describe('a step that was at work when the process died', () => {
  it('is executed again when twice is as good as once', async () => {
    expect(await interrupt('idempotent')).toMatchObject({ again: 1, result: { status: 'succeeded' } });
  });

  it.each(['once', undefined] as const)('fails when it must not be (effect %s), and its ticket is set aside', async (effect) => {
    const { result, again } = await interrupt(effect);
    expect(again).toBe(0);
    expect(result?.error).toMatchObject({
      causeCode: 'OTAI_STEP_INTERRUPTED',
      message: expect.stringContaining(
        'pipeline test, step work: work was at work when the process ended, and may or may not have been done',
      ),
    });
    expect(setsTicketAside(result?.error)).toBe(true);
  });

  it('has the result that its pipe finds out', async () => {
    const recover = jest.fn(({ step }: PipeContext) => PipeResult.succeeded({ value: `${step} was done` }));
    const { result, again, runs } = await interrupt('once', { recover });
    expect([again, recover.mock.calls.length]).toEqual([0, 1]);
    expect(result?.steps.get('work')).toMatchObject({ data: { value: 'work was done' } });
    expect(await runs.stepAt('work')).toMatchObject({ state: 'succeeded', result: '{"value":"work was done"}' });
  });

  it('is executed when its pipe finds out that it was not done', async () => {
    expect(await interrupt('once', { recover: () => undefined })).toMatchObject({ again: 1, result: { status: 'succeeded' } });
  });

  it('fails with what its pipe meets while it looks', async () => {
    expect(
      (await interrupt('once', { recover: () => Promise.reject(new OtaiError('CRM_AWAY', 'the CRM is away')) })).result?.error,
    ).toMatchObject({ causeCode: 'CRM_AWAY' });
  });
});

describe('steps that are executed more than once at one place', () => {
  it('have each their own result again', async () => {
    const runs = new Interruptible();
    let value = 0;
    const count = effectStep('count', 'once', { execute: counting(() => PipeResult.succeeded({ value: (value += 1) })) });
    const { step, reached, passed } = deadEnd();
    await runs.kill(pipelineOf([count, count, count, step]), reached);
    const [result] = await runs.resume(pipelineOf([count, count, count, passed]));
    expect(value).toBe(3);
    expect(result?.steps.get('count')).toMatchObject({ data: { value: 3 } });
    expect((await runs.lastRun())?.steps.map(({ path }) => path)).toEqual(['count', 'count#2', 'count#3', 'end']);
  });
});

describe('tickets in the result of a step that had ended', () => {
  it('are read again: their texts are as they are now, and what sorts them as it was', async () => {
    const { ticket, desk } = await findAgain((d) => d.add({ id: '7', subject: 'VPN down', queue: 'Other', body: 'second' }));
    expect(ticket).toMatchObject({ id: '7', subject: 'VPN down', body: 'second', queue: { name: 'Incoming' } });
    expect(desk.operations).toEqual(['getTicket']);
  });

  it('cannot be read when nothing is known any more of where they came from', async () => {
    const { result } = await findAgain(() => undefined, { forgetsSystem: true });
    expect(result?.error).toMatchObject({
      causeCode: 'OTAI_STEP_INTERRUPTED',
      message: expect.stringContaining('pipeline test, step find: nothing is known of ticket system desk, from which ticket 7 came'),
    });
  });

  it('are waited for a while when the helpdesk is away', async () => {
    let failures = 3;
    const { ticket } = await findAgain((desk) => {
      const real = desk.getTicket.bind(desk);
      desk.getTicket = (id) => (failures-- > 0 ? Promise.reject(new TicketSystemError('away', { kind: 'retryable', ...WHERE })) : real(id));
    });
    expect(ticket).toMatchObject({ subject: 'VPN' });
  });

  it('make the run stop once more when the helpdesk stays away; it goes on later still', async () => {
    const { runs, result } = await findAgain((desk) => {
      desk.getTicket = () => Promise.reject(new TicketSystemError('away', { kind: 'retryable', ...WHERE }));
    });
    expect(result?.error).toMatchObject({ code: 'OTAI_RUN_SUSPENDED' });
    expect((await runs.lastRun())?.run).toMatchObject({ state: 'suspended', resumptions: 1 });
  });

  it('end the run when they are gone and their work is not done', async () => {
    const { result } = await findAgain((desk) => {
      desk.getTicket = () => Promise.reject(new TicketSystemError('there is no such ticket', { kind: 'not_found', ...WHERE }));
    });
    expect(result?.error).toMatchObject({ causeCode: 'OTAI_TICKET_SYSTEM_NOT_FOUND' });
  });
});
