import { ProblemList } from './problem-list.js';
import { formatProblem } from './config-problem.js';
import type { StepEntry } from './otai-config.js';
import { readSteps } from './steps.reader.js';

function read(
  raw: unknown,
  path: readonly (string | number)[] = ['pipelines', 'route', 'steps'],
): { steps: StepEntry[]; problems: string[] } {
  const problems = new ProblemList({ name: 'config.yml' });
  const steps = readSteps(raw, path, problems);
  return { steps, problems: Array.from(problems, formatProblem) };
}

describe('A list of steps', () => {
  it('is read with its defaults; params stay as they are', () => {
    const params = { steps: [{ use: 5 }] };
    expect(
      read([
        { id: 'each', use: 'otai_base:for_each', params },
        { id: 'note', use: 'base:add_note' },
      ]),
    ).toEqual({
      problems: [],
      steps: [
        {
          id: 'each',
          use: 'base:for_each',
          injects: {},
          params,
          if: undefined,
          dependsOn: [],
          onError: 'fail',
          path: ['pipelines', 'route', 'steps', 0],
        },
        {
          id: 'note',
          use: 'base:add_note',
          injects: {},
          params: {},
          if: undefined,
          dependsOn: [],
          onError: 'fail',
          path: ['pipelines', 'route', 'steps', 1],
        },
      ],
    });
  });

  it('knows every key of a step', () => {
    const [step] = read([
      {
        id: 'note',
        use: 'base:add_note',
        injects: { ticket_system: 'helpdesk' },
        params: null,
        if: '{{ x }}',
        depends_on: 'fetch',
        on_error: 'continue',
      },
    ]).steps;
    expect(step).toMatchObject({
      injects: { ticket_system: 'helpdesk' },
      params: {},
      if: '{{ x }}',
      dependsOn: [{ id: 'fetch', path: ['pipelines', 'route', 'steps', 0, 'depends_on'] }],
      onError: 'continue',
    });
    const { steps } = read([{ id: 'a', use: 'b', if: false, depends_on: ['c', 1, 'd'] }]);
    const path = ['pipelines', 'route', 'steps', 0, 'depends_on'];
    const dependsOn = [
      { id: 'c', path: [...path, 0] },
      { id: 'd', path: [...path, 2] },
    ];
    expect(steps[0]).toMatchObject({ if: false, dependsOn });
  });

  it('has policies, completed with their defaults; times are milliseconds', () => {
    const defaults = { maxAttempts: 3, backoff: 'exponential', initial: 1000, max: 30_000, jitter: true, maxDuration: 300_000 };
    const policies = [
      [{}, undefined],
      [{ retry: false }, undefined],
      [{ retry: 'false' }, undefined],
      [{ retry: true }, defaults],
      [{ retry: {} }, defaults],
      [
        { retry: { max_attempts: '5', backoff: 'Fixed', jitter: 'false' } },
        { ...defaults, maxAttempts: 5, backoff: 'fixed', jitter: false },
      ],
      [{ retry: { initial: '1m', max_duration: 'PT1H' } }, { ...defaults, initial: 60_000, max: 60_000, maxDuration: 3_600_000 }],
    ] as const;
    const { steps, problems } = read(policies.map(([policy], i) => ({ id: `s${i}`, use: 'x', ...policy })));
    expect(problems).toEqual([]);
    expect(steps.map(({ retry }) => retry)).toEqual(policies.map(([, expected]) => expected));
    expect(read([{ id: 'a', use: 'x', timeout: '1.5' }]).steps[0]?.timeout).toBe(1500);
  });

  it('has steps for the case that it fails, which are steps like others', () => {
    // oxlint-disable-next-line unicorn/no-thenable -- a key of the config
    const { steps, problems } = read([{ id: 'a', use: 'x', on_error: { then: 'Continue', steps: [{ id: 'b', use: 'otai-base:y' }] } }]);
    expect(problems).toEqual([]);
    expect(steps[0]).toMatchObject({
      onError: 'continue',
      errorSteps: [{ id: 'b', use: 'base:y', onError: 'fail', path: ['pipelines', 'route', 'steps', 0, 'on_error', 'steps', 0] }],
    });
  });

  it('that is not there is empty', () => {
    expect(read(undefined)).toEqual({ steps: [], problems: [] });
    expect(read(null)).toEqual({ steps: [], problems: [] });
  });

  it('tells all that is wrong and reads on', () => {
    const { steps, problems } = read([
      'fetch',
      { use: 'base:expression', on_error: 'retry' },
      { id: 'a', use: ' ', injects: { crm: null } },
      { id: 'a', use: 'b', depends_on: [1] },
    ]);
    expect(steps.map(({ id }) => id)).toEqual(['step_1', 'step_2', 'a', 'a']);
    expect(problems).toEqual([
      'pipelines.route.steps[0] must be a step: a mapping with id and use, but is a text',
      'pipelines.route.steps[1].id is missing (give each step a name of its own)',
      'pipelines.route.steps[1].on_error must be one of fail, continue, but is "retry"',
      'pipelines.route.steps[2].use is missing (name a component, e.g. use: base:fetch_tickets)',
      'pipelines.route.steps[2].injects.crm is missing (give the id of a service)',
      'pipelines.route.steps[3].id is "a", which an earlier step of this list already is',
      'pipelines.route.steps[3].depends_on[0] must be a text, but is a number (put it in quotes)',
    ]);
  });

  it('below an orchestrator gives ids to steps that have none', () => {
    const path = ['orchestrator', 'params', 'steps', 0, 'params', 'run', 'params', 'steps'];
    const { steps, problems } = read([{ id: 'step_2', use: 'a' }, { use: 'b' }, { id: '', use: 'c' }], path);
    expect(problems).toEqual([]);
    expect(steps.map(({ id }) => id)).toEqual(['step_2', 'step_2_', 'step_3']);
  });

  it('tells a slip of indentation once, also when the params are checked later', () => {
    const problems = new ProblemList({ name: 'config.yml' });
    readSteps([{ id: 'a', use: 'b', params: { if: 'x' } }], ['steps'], problems);
    problems.add({ code: 'unknown_param', path: ['steps', 0, 'params', 'if'], message: 'is not a param' });
    expect(Array.from(problems, formatProblem)).toEqual(['steps[0].params.if does not belong here (move it out of params, beside use:)']);
  });
});
