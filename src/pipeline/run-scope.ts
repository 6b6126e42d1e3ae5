import type { StepResults } from '../api/pipe-context.js';
import type { PipeResult } from '../api/pipe-result.js';
import type { EnvReader, TemplateScope } from '../templating/template-scope.js';
import type { Attempt } from './attempt.js';
import type { Run } from './run.js';

type Names = Readonly<Record<string, unknown>>;

const NO_NAMES: Names = Object.freeze({});

/** Put after a step in the path of the steps under its `on_error`: `fetch[on_error]/tell`. */
export const ON_ERROR_LABEL = '[on_error]';

/** The step that holds nested steps, at work: where it stands, with which params, and in which attempt. */
export interface Holder {
  readonly path: string;
  readonly params: Names;
  readonly attempt?: Attempt | undefined;
}

/** The results and names of one level of steps, and the way to the levels around it. One for the run, one more for each nested level at work. */
export class RunScope implements TemplateScope, StepResults {
  readonly #results = new Map<string, PipeResult>();

  #parentParams: readonly Names[];

  private constructor(
    readonly run: Run,
    parentParams: readonly Names[],
    readonly variables: Names,
    /** Put before a step's id in events and errors: empty, or `each[42]/`. */
    readonly pathPrefix: string,
    private readonly outer: RunScope | undefined,
    /** That of the step around, when it has a policy: what is nested in it ends with it. */
    readonly attempt: Attempt | undefined,
  ) {
    this.#parentParams = parentParams;
  }

  /** The outermost level of a run. */
  static ofRun(run: Run): RunScope {
    return new RunScope(run, [], NO_NAMES, '', undefined, undefined);
  }

  /** The params of the pipeline itself, which are rendered in its own scope before the first step. */
  setPipelineParams(params: object): void {
    this.#parentParams = [params as Names];
  }

  get parentParams(): readonly Names[] {
    return this.#parentParams;
  }

  /** A level inside a step of this one. */
  nested(holder: Holder, variables: Names | undefined): RunScope {
    const names = variables === undefined ? this.variables : { ...this.variables, ...variables };
    return new RunScope(this.run, [holder.params, ...this.parentParams], names, `${holder.path}/`, this, holder.attempt);
  }

  /** The level of the steps that run when a step of this one has failed. */
  afterFailure(path: string, error: object): RunScope {
    return new RunScope(this.run, this.parentParams, { ...this.variables, error }, `${path}/`, this, this.attempt);
  }

  get(id: string): PipeResult | undefined {
    return this.#results.get(id) ?? this.outer?.get(id);
  }

  has(id: string): boolean {
    return this.get(id) !== undefined;
  }

  set(id: string, result: PipeResult): void {
    this.#results.set(id, result);
  }

  /** The results of this level alone. */
  get ownResults(): ReadonlyMap<string, PipeResult> {
    return this.#results;
  }

  visibleResults(): ReadonlyMap<string, PipeResult> {
    return this.outer === undefined ? this.#results : new Map([...this.outer.visibleResults(), ...this.#results]);
  }

  get input(): unknown {
    return this.run.input;
  }

  get env(): EnvReader {
    return this.run.environment.env;
  }
}
