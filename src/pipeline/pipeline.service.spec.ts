import { getEventListeners } from 'node:events';
import { lastValueFrom, toArray } from 'rxjs';
import { PipeResult } from '../api/pipe-result.js';
import { pipelineOf, runEnvironment } from '../../test/support/compiled.js';
import { Gate } from '../../test/support/gate.js';
import type { CompiledPipeline } from './compiled-pipeline.js';
import { InProcessExecutor } from './executor.js';
import { PipelineService } from './pipeline.service.js';
import type { RunEvent } from './run-events.js';

function serviceOf(...pipelines: CompiledPipeline[]) {
  const environment = runEnvironment();
  const byName = new Map(pipelines.map((pipeline) => [pipeline.name, pipeline]));
  return new PipelineService(byName, new InProcessExecutor(environment), environment.events);
}

const waits = ({ signal }: { signal: AbortSignal }) =>
  new Promise<PipeResult>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

const fine = () => PipeResult.succeeded({ value: 1 });

describe('PipelineService.run$', () => {
  it('starts nothing before somebody subscribes, and a run for each who does', async () => {
    let runs = 0;
    const service = serviceOf(pipelineOf([() => ((runs += 1), fine())]));
    const run$ = service.run$('test');
    expect(runs).toBe(0);
    const ids = await Promise.all([lastValueFrom(run$), lastValueFrom(run$)]).then((events) => events.map(({ runId }) => runId));
    expect([runs, new Set(ids).size]).toEqual([2, 2]);
  });

  it('gives the events of its own run only, the last of which is run_finished', async () => {
    const service = serviceOf(pipelineOf([fine], { name: 'one' }), pipelineOf([fine, fine], { name: 'two' }));
    const [one, two] = await Promise.all(['one', 'two'].map((name) => lastValueFrom(service.run$(name).pipe(toArray()))));
    expect(new Set(one?.map(({ pipeline }) => pipeline))).toEqual(new Set(['one']));
    expect(two?.map(({ type }) => type)).toEqual([
      'run_started',
      'step_started',
      'step_finished',
      'step_started',
      'step_finished',
      'run_finished',
    ]);
  });

  it('completes also when the run failed: a failed run is a result', async () => {
    const last = await lastValueFrom(serviceOf(pipelineOf([() => PipeResult.failed('broken')])).run$('test'));
    expect(last).toMatchObject({ type: 'run_finished', error: { code: 'OTAI_STEP_FAILED' } });
  });

  it('is cancelled by its caller’s signal and by unsubscribing, and by nothing else', async () => {
    const service = serviceOf(pipelineOf([waits]));
    const finished: RunEvent[] = [];
    service.events$.subscribe((event) => event.type === 'run_finished' && finished.push(event));
    const caller = new AbortController();
    const byCaller = lastValueFrom(service.run$('test', { signal: caller.signal }));
    const byLeaving = service.run$('test').subscribe();
    await new Promise(setImmediate);
    expect(finished).toEqual([]);
    caller.abort(new Error('enough'));
    await byCaller;
    expect(finished).toMatchObject([{ error: { message: 'pipeline test was cancelled: enough' } }]);
    byLeaving.unsubscribe();
    await new Promise(setImmediate);
    expect(finished).toHaveLength(2);
  });

  it('listens to its caller’s signal while it runs, and no longer', async () => {
    const caller = new AbortController();
    const listeners = () => getEventListeners(caller.signal, 'abort').length;
    const run = lastValueFrom(serviceOf(pipelineOf([fine])).run$('test', { signal: caller.signal }));
    expect(listeners()).toBe(1);
    await run;
    expect(listeners()).toBe(0);
  });

  it('is over before it began when its caller’s signal is', async () => {
    const last = await lastValueFrom(serviceOf(pipelineOf([fine])).run$('test', { signal: AbortSignal.abort('enough') }));
    expect(last).toMatchObject({ type: 'run_finished', error: { code: 'OTAI_RUN_CANCELLED', cause: 'enough' } });
  });

  it('fails for an unknown pipeline', async () => {
    await expect(lastValueFrom(serviceOf(pipelineOf([fine])).run$('tset'))).rejects.toMatchObject({ code: 'OTAI_PIPELINE_UNKNOWN' });
  });
});

describe('PipelineService', () => {
  it('names its pipelines in the order of the config', () => {
    expect(serviceOf(pipelineOf([fine], { name: 'b' }), pipelineOf([fine], { name: 'a' })).names()).toEqual(['b', 'a']);
  });

  it('runs one pipeline as often at a time as it is asked to: only triggers wait for each other', async () => {
    const work = new Gate();
    const service = serviceOf(pipelineOf([() => work.opened.then(fine)]));
    const runs = [service.run('test'), service.run('test')];
    work.open();
    expect((await Promise.all(runs)).map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  });

  it('of no pipelines at all says that none is configured', async () => {
    await expect(serviceOf().run('test')).rejects.toThrow('none is configured');
  });
});
