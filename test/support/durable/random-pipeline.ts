import * as fc from 'fast-check';

/** The kinds of steps that are no containers. `text`: a pure one that reads the ticket's subject; `guard`: one that fails for some subjects. */
export const LEAVES = ['look', 'once', 'recovering', 'note', 'update', 'text', 'guard'] as const;

/** A step of a random pipeline. Ids are unique in the pipeline. */
export interface RandomStep {
  readonly id: string;
  readonly kind: (typeof LEAVES)[number] | 'composite';
  readonly steps: readonly RandomStep[];
  /** The most attempts; `undefined`: no policy. */
  readonly retry: number | undefined;
  /** Steps before it at its level whose results it is told; it depends on them. */
  readonly sees: readonly string[];
  /** `odd`: only for tickets with `odd` in their subject; else the id of a step before it that must have failed. */
  readonly condition: 'odd' | { readonly failed: string } | undefined;
  readonly onError: 'fail' | 'continue' | { readonly ending: 'fail' | 'continue'; readonly steps: readonly RandomStep[] };
}

/** What the generators below choose; indices choose among what there is. */
interface Choice {
  readonly kind: RandomStep['kind'];
  readonly retry: number | undefined;
  readonly sees: readonly number[];
  readonly condition: 'odd' | number | undefined;
  readonly onError: 'fail' | 'continue' | { readonly ending: 'fail' | 'continue'; readonly steps: readonly Choice[] };
  readonly steps: readonly Choice[];
}

const leaf = fc.constantFrom(...LEAVES);

function choices(depth: number): fc.Arbitrary<Choice> {
  const kind: fc.Arbitrary<RandomStep['kind']> =
    depth > 0 ? fc.oneof({ weight: 5, arbitrary: leaf }, fc.constant('composite' as const)) : leaf;
  const none = fc.constant<readonly Choice[]>([]);
  const handlers = depth > 0 ? fc.array(choices(0), { minLength: 1, maxLength: 2 }) : none;
  const ending = fc.constantFrom('fail' as const, 'continue' as const);
  const onError = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('fail' as const, 'continue' as const) },
    depth > 0 ? fc.record({ ending, steps: handlers }) : ending,
  );
  return fc.record({
    kind,
    retry: fc.option(fc.integer({ min: 2, max: 3 }), { nil: undefined, freq: 2 }),
    sees: fc.array(fc.nat(9), { maxLength: 2 }),
    condition: fc.option(fc.oneof(fc.constant('odd' as const), fc.nat(9)), { nil: undefined, freq: 2 }),
    onError,
    steps: depth > 0 ? fc.array(choices(depth - 1), { minLength: 1, maxLength: 3 }) : none,
  });
}

/** The steps that a random pipeline has for each ticket. */
export const randomSteps: fc.Arbitrary<readonly RandomStep[]> = fc
  .array(choices(1), { minLength: 1, maxLength: 5 })
  .map((list) => nameSteps(list, { count: 0 }));

function nameSteps(list: readonly Choice[], names: { count: number }): readonly RandomStep[] {
  const before: RandomStep[] = [];
  for (const choice of list) {
    const id = `s${(names.count += 1)}`;
    const steps = choice.kind === 'composite' ? nameSteps(choice.steps, names) : [];
    const { onError } = choice;
    before.push({
      id,
      steps,
      kind: choice.kind,
      retry: choice.retry,
      sees: [...new Set(choice.sees.flatMap((i) => (before[i]?.kind === 'composite' ? [] : (before[i]?.id ?? []))))],
      condition: typeof choice.condition === 'number' ? failedOf(before[choice.condition]) : choice.condition,
      onError: typeof onError === 'string' ? onError : { ...onError, steps: nameSteps(onError.steps, names) },
    });
  }
  return before;
}

function failedOf(step: RandomStep | undefined): RandomStep['condition'] {
  return step && { failed: step.id };
}

/** All steps, those nested in others and those for failures too. */
export function allSteps(steps: readonly RandomStep[]): readonly RandomStep[] {
  return steps.flatMap((step) => [
    step,
    ...allSteps(step.steps),
    ...(typeof step.onError === 'string' ? [] : allSteps(step.onError.steps)),
  ]);
}

/** How a pipeline goes over its tickets. */
export interface PipelineShape {
  readonly concurrency: number;
  /** How many tickets a run takes. */
  readonly limit: number;
  /** After how many failed runs a ticket is set aside. */
  readonly after: number;
  /** Whether it looks at the queue only in which tickets arrive: what it moves, it does not find any more. */
  readonly isForQueue: boolean;
}

/**
 * The pipeline as a config.
 *
 * @param edition - a number in the pipeline that changes nothing else about it
 */
export function configOf(steps: readonly RandomStep[], { concurrency, limit, after, isForQueue }: PipelineShape, edition = 1): object {
  const fetch = {
    id: 'fetch',
    use: 'base:fetch_tickets',
    injects: { ticket_system: 'desk' },
    params: { ticket_search_criteria: { limit, ...(isForQueue && { queue: { name: 'Incoming' } }) } },
  };
  const mark = {
    id: 'mark',
    use: 'world:look',
    params: { ticket_id: '{{ ticket.id }}', saw: ['begin={{ get_pipe_result("begin") }}', 'at={{ ticket.updated_at }}'] },
  };
  const each = {
    id: 'each',
    use: 'base:for_each',
    if: '{{ get_pipe_result("fetch", "count") > 0 }}',
    on_error: 'continue',
    params: {
      items: '{{ get_pipe_result("fetch", "fetched_tickets") }}',
      as: 'ticket',
      concurrency,
      steps: [mark, ...steps.map(stepConfig)],
    },
  };
  const report = {
    id: 'report',
    use: 'world:recovering',
    depends_on: 'each',
    params: {
      saw: [
        'done={{ get_pipe_result("each", "succeeded_count") + get_pipe_result("each", "skipped_count") }}',
        'failed={{ get_pipe_result("each", "failed_count") }}',
      ],
    },
  };
  const route = {
    params: { edition },
    quarantine: { after, pause: '1s' },
    steps: [{ id: 'begin', use: 'world:look' }, fetch, each, report],
  };
  return { otai: { services: { desk: { use: 'world:desk' } }, pipelines: { route } } };
}

function stepConfig(step: RandomStep): object {
  const { id, retry, sees, condition, onError } = step;
  return {
    id,
    ...bodyOf(step),
    ...(retry !== undefined && { retry: { max_attempts: retry, initial: '1s', max_duration: '1h' } }),
    ...(sees.length > 0 && { depends_on: sees }),
    ...(condition !== undefined && {
      if: condition === 'odd' ? "{{ 'odd' in ticket.subject }}" : `{{ has_failed('${condition.failed}') }}`,
    }),
    // oxlint-disable-next-line unicorn/no-thenable -- a key of the config
    on_error: typeof onError === 'string' ? onError : { then: onError.ending, steps: onError.steps.map(stepConfig) },
  };
}

function bodyOf({ id, kind, steps, sees }: RandomStep): object {
  const saw = ['begin', ...sees].map((seen) => `${seen}={{ get_pipe_result('${seen}') }}`);
  switch (kind) {
    case 'composite':
      return { use: 'base:composite', params: { steps: steps.map(stepConfig) } };
    case 'text':
      return { use: 'base:expression', params: { expression: '{{ ticket.subject | upper }}' } };
    case 'guard':
      return { use: 'base:expression', params: { expression: `{{ fail('spam') if 'spam' in ticket.subject else '${id}' }}` } };
    default:
      return {
        use: `world:${kind}`,
        ...((kind === 'note' || kind === 'update') && { injects: { ticket_system: 'desk' } }),
        params: { ticket_id: '{{ ticket.id }}', saw },
      };
  }
}
