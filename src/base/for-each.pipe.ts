import { IsArray, IsInt, IsString, Max, Min } from 'class-validator';
import { OtaiError } from '../api/otai.error.js';
import type { PipeContext, PipeHandler, TicketClaims } from '../api/pipe-context.js';
import { PipeResult } from '../api/pipe-result.js';
import { Pipe } from '../api/pipe.decorator.js';
import { AllowUnknownParams, Describe, IsSteps } from '../api/params/param.decorators.js';
import type { Steps } from '../api/steps.js';
import { Breather } from './breather.js';
import { IsLoopName } from './loop-name.js';

const DEFAULT_NAME = 'item';

/** Params of {@link ForEachPipe}. Further keys are for the steps inside, which read them with `get_parent_param`. */
@AllowUnknownParams()
export class ForEachParams {
  @Describe('What to go over.', { example: "{{ get_pipe_result('fetch', 'fetched_tickets') }}" })
  @IsArray()
  items!: unknown[];

  @Describe('The name by which templates inside read the item at hand. They can read its place, from 0, as index.', { example: 'ticket' })
  @IsString()
  @IsLoopName()
  as: string = DEFAULT_NAME;

  @Describe('How many items are at work at the same time.')
  @IsInt()
  @Min(1)
  @Max(1000)
  concurrency = 1;

  @Describe('The steps for each item.')
  @IsSteps({ variables: ({ as = DEFAULT_NAME }) => [String(as), 'index'] })
  steps!: Steps;
}

/** What became of one item. */
interface ItemOutcome {
  readonly index: number;
  readonly label: string;
  readonly result: PipeResult;
}

/**
 * Runs steps for each item of a list, each item in a scope of its own: one that fails is reported, and the others go on. Of an item that is a
 * ticket the run has fetched it is remembered how it ended: done, or to be tried again by a later run.
 *
 * Gives `count`, `succeeded_count`, `skipped_count`, `failed_count`, `results` (the data of the items that succeeded, by place;
 * `none` for the others) and `errors` (`index`, `label`, `message` of the others). Fails only when every item failed.
 */
@Pipe('for_each', {
  params: ForEachParams,
  effect: 'none',
  description: 'Runs steps for each item of a list; one bad item does not stop the others. Gives counts, results and errors.',
})
export class ForEachPipe implements PipeHandler<ForEachParams> {
  async execute({ params, signal, tickets }: PipeContext<ForEachParams>): Promise<PipeResult> {
    const { items } = params;
    if (items.length === 0) return PipeResult.skipped('there are no items');
    const outcomes: ItemOutcome[] = [];
    const queue = items.entries();
    const labels = labelsOf(items);
    const breather = new Breather();
    const work = async (): Promise<void> => {
      for (const [index, item] of queue) {
        if (signal.aborted) return;
        outcomes[index] = await runItem(params, { item, index, label: labels[index] ?? String(index), tickets });
        await breather.breathe();
      }
    };
    await Promise.all(Array.from({ length: Math.min(params.concurrency, items.length) }, work));
    signal.throwIfAborted();
    return summarize(outcomes);
  }
}

interface Round {
  readonly item: unknown;
  readonly index: number;
  readonly label: string;
  readonly tickets: TicketClaims;
}

async function runItem({ as, steps }: ForEachParams, { item, index, label, tickets }: Round): Promise<ItemOutcome> {
  const run = (): Promise<PipeResult> => steps.run({ variables: { [as]: item, index }, label });
  return { index, label, result: await tickets.handle(item, run, label) };
}

/** Ids that read well in one line of a log. */
const PLAIN_ID = /^[\p{L}\p{N}_.:#@+/-]{1,64}$/u;

/** Each item has a label of its own: by its path a step is known again after an interruption, in whatever order the items come then. */
function labelsOf(items: readonly unknown[]): readonly string[] {
  const counts = new Map<string, number>();
  return items.map((item, index) => {
    const label = labelOf(item, index);
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    return count === 1 ? label : `${label}~${count}`;
  });
}

/** A ticket is known by its id, anything else by its place. */
function labelOf(item: unknown, index: number): string {
  const id: unknown = typeof item === 'object' && item !== null && Object.hasOwn(item, 'id') ? (item as { id: unknown }).id : undefined;
  return (typeof id === 'string' || typeof id === 'number') && PLAIN_ID.test(String(id)) ? String(id) : String(index);
}

function summarize(outcomes: readonly ItemOutcome[]): PipeResult {
  const failed = outcomes.flatMap(({ index, label, result }) =>
    result.status === 'failed' ? [{ index, label, message: result.error.message, error: result.error }] : [],
  );
  const [first] = failed;
  if (first !== undefined && failed.length === outcomes.length) return PipeResult.failed(allFailed(failed.length, first.error));
  return PipeResult.succeeded({
    count: outcomes.length,
    succeeded_count: outcomes.filter(({ result }) => result.succeeded).length,
    skipped_count: outcomes.filter(({ result }) => result.skipped).length,
    failed_count: failed.length,
    results: outcomes.map(({ result }) => (result.status === 'succeeded' ? result.data : null)),
    errors: failed.map(({ index, label, message }) => ({ index, label, message })),
  });
}

function allFailed(count: number, cause: OtaiError): OtaiError {
  if (count === 1) return cause;
  return new OtaiError('OTAI_ALL_ITEMS_FAILED', `all ${count} items failed; the first: ${cause.message}`, { cause });
}
