import { didYouMean } from '../../api/did-you-mean.js';
import type { Journal, RunFilter } from '../../journal/journal.js';
import { RUN_STATES, type RunRecord, type RunState } from '../../journal/journal-records.js';
import type { OtaiModuleOptions } from '../../module/otai.options.js';
import { toModuleOptions, type ApplicationOptions } from '../application-options.js';
import type { CliCommand } from '../cli-command.js';
import type { CliIo } from '../cli-io.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { withJournal } from '../journal/config-journal.js';
import { printable } from '../printable.js';
import { runToJson } from '../runs/run-json.js';
import { runTable, type ListedRun } from '../runs/run-table.js';
import { selectNames } from '../select-names.js';
import { UsageError } from '../usage.error.js';

/** The options of `otai runs`. */
export interface RunsCommandOptions extends ApplicationOptions {
  /** Only the runs of this pipeline. */
  readonly pipeline?: string | undefined;
  /** Only runs in one of these states. */
  readonly state?: readonly string[] | undefined;
  /** Only runs that had to do with this ticket. */
  readonly ticket?: string | undefined;
  /** How many at most, as it was written. Default 20. */
  readonly limit?: string | undefined;
  readonly json?: boolean | undefined;
}

const LIMIT = 20;

/** `otai runs`: the runs that the journal of a config remembers, the newest first. */
export class RunsCommand implements CliCommand<RunsCommandOptions> {
  constructor(
    private readonly io: CliIo,
    private readonly overrides: Partial<OtaiModuleOptions> = {},
  ) {}

  async execute(options: RunsCommandOptions): Promise<ExitCode> {
    const filter = filterOf(options);
    await withJournal(toModuleOptions(options, this.io, this.overrides), async ({ journal, location, config }) => {
      const runs = await journal.runs(filter);
      if (runs.length === 0 && options.pipeline !== undefined)
        selectNames(
          config.pipelines.map(({ name }) => name),
          [options.pipeline],
        );
      this.#print(await Promise.all(runs.map((run) => list(journal, run))), options, location);
    });
    return EXIT.ok;
  }

  #print(runs: readonly ListedRun[], { json, ...options }: RunsCommandOptions, location: string): void {
    if (json === true) return this.io.out(JSON.stringify(runs.map(toJson), null, 2));
    if (runs.length === 0) return this.io.out(printable(isFiltered(options) ? 'No such runs.' : `No runs yet in ${location}.`));
    this.io.out(runTable(runs, this.io.columns));
    if (runs.length === limitOf(options)) this.io.err(`the latest ${runs.length}; --limit shows more`);
  }
}

/** The number of its tickets is that of those it wrote. A run that is at work counts its writes only at its end. */
async function list(journal: Journal, run: RunRecord): Promise<ListedRun> {
  if (run.writes === 0 && run.finishedAt !== null) return { run, tickets: 0 };
  const { writes } = (await journal.run(run.runId)) ?? { writes: [] };
  const tickets = new Set(writes.map(({ system, ticketId, key }) => `${system}\n${ticketId ?? key}`));
  return { run: { ...run, writes: Math.max(run.writes, writes.length) }, tickets: tickets.size };
}

function toJson({ run, tickets }: ListedRun): object {
  return { ...runToJson(run), tickets };
}

function filterOf(options: RunsCommandOptions): RunFilter {
  const { pipeline, state, ticket } = options;
  return { pipeline, states: state?.map(stateOf), ticketId: ticket, limit: limitOf(options) };
}

function isFiltered({ pipeline, state, ticket }: RunsCommandOptions): boolean {
  return [pipeline, state, ticket].some((value) => value !== undefined);
}

function stateOf(text: string): RunState {
  const state = RUN_STATES.find((known) => known === text);
  if (state !== undefined) return state;
  const similar = didYouMean(text, RUN_STATES);
  throw new UsageError(
    `there is no state "${text}"`,
    similar === undefined ? `there are ${RUN_STATES.join(', ')}` : `did you mean "${similar}"?`,
  );
}

function limitOf({ limit }: RunsCommandOptions): number {
  const number = limit === undefined ? LIMIT : Number(limit);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new UsageError(`--limit ${limit} is not a number of runs`, 'write e.g. --limit 100');
}
