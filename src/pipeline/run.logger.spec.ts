import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { PipeResult } from '../api/pipe-result.js';
import { pipelineOf, runEnvironment, stepOf } from '../../test/support/compiled.js';
import type { CompiledStep } from './compiled-pipeline.js';
import { InProcessExecutor } from './executor.js';
import { RunLogger } from './run.logger.js';
import { StepFailedError } from './run.error.js';

const fine = () => PipeResult.succeeded();
const fails = (message: string) => () => PipeResult.failed(message);

let lines: string[];
let spies: { mockRestore(): void }[];
beforeEach(() => {
  lines = [];
  const record = (level: string) => (message: unknown, context?: unknown) =>
    void lines.push(`${level} ${String(context)}: ${String(message)}`);
  spies = [jest.spyOn(Logger, 'warn').mockImplementation(record('warn')), jest.spyOn(Logger, 'debug').mockImplementation(record('debug'))];
});
afterEach(() => spies.forEach((spy) => spy.mockRestore()));

/** Runs the given steps, one pipeline after the other under the same name, with a logger that listens. */
async function logOf(rounds: readonly (readonly (CompiledStep | CompiledStep['pipe']['instance']['execute'])[])[], isVerbose = false) {
  const environment = runEnvironment();
  const logger = new RunLogger(environment.events, isVerbose);
  logger.start();
  const executor = new InProcessExecutor(environment);
  for (const steps of rounds) await executor.start(pipelineOf(steps), {}).result;
  logger.stop();
  await executor.start(pipelineOf([fails('nobody listens any more')]), {}).result;
  return lines;
}

describe('RunLogger', () => {
  it('says of a failed run where and why it failed, with the code of what went wrong', async () => {
    expect(await logOf([[fails('the printer is on fire')]])).toEqual([
      'warn otai/test: run failed: pipeline test, step step_1: the printer is on fire [OTAI_PIPE_FAILED] (said once until it changes)',
    ]);
  });

  it('says the same failure once, however often it comes', async () => {
    expect(await logOf([[fails('a')], [fails('a')], [fails('a')]])).toHaveLength(1);
  });

  it('says it again when it changed, or came back after a run that was fine', async () => {
    expect(await logOf([[fails('a')], [fails('b')], [fails('b')], [fine], [fails('b')]])).toHaveLength(3);
  });

  it('is silent about runs that are fine', async () => {
    expect(await logOf([[fine], [fine]])).toEqual([]);
  });

  it('tells every run and step when it is verbose, and why a step was skipped', async () => {
    const steps = [fine, stepOf('skipped', () => PipeResult.skipped('there are no tickets'))];
    expect((await logOf([steps], true)).map((line) => line.replace(/[\d.]+ ms/, 'n ms'))).toEqual([
      'debug otai/test: step_1 succeeded in n ms',
      'debug otai/test: skipped skipped in n ms: there are no tickets',
      'debug otai/test: run succeeded in n ms',
    ]);
  });

  it('says of a step that failed in a run that went on that it failed, once', async () => {
    const steps = [stepOf('label', fails('the model is away'), { continueOnError: true }), fine];
    expect(await logOf([steps, steps])).toEqual([
      'warn otai/test: the run went on without: pipeline test, step label: the model is away [OTAI_PIPE_FAILED] (said once until it changes)',
    ]);
  });

  it('tells ten such failures of a run at most, and counts the rest', async () => {
    const steps = Array.from({ length: 25 }, (_, i) => stepOf(`step_${i}`, fails('bad'), { continueOnError: true }));
    const said = await logOf([steps]);
    expect(said).toHaveLength(11);
    expect(said.at(-1)).toBe('warn otai/test: the run went on without: 15 more (said once until it changes)');
  });

  it('does not tell what made a run fail a second time as a step that failed', async () => {
    const inner = new StepFailedError('test', 'each[0]/check', new Error('bad'));
    const steps = [stepOf('before', fails('small'), { continueOnError: true }), stepOf('each', () => PipeResult.failed(inner))];
    const said = await logOf([steps]);
    expect(said).toHaveLength(2);
    expect(said[0]).toContain('step before: small');
    expect(said[1]).toContain('run failed: pipeline test, step each[0]/check: bad');
  });
});
