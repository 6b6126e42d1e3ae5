import { Logger, type Provider, type Type as NestType } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { NoParams, type Type } from '../api/contract.js';
import { readComponentMetadata } from '../api/metadata.js';
import { OtaiError } from '../api/otai.error.js';
import type { PipeContext, PipeHandler, TicketClaims } from '../api/pipe-context.js';
import { PipeResult } from '../api/pipe-result.js';
import { ParamsSchema } from '../params/params-schema.js';

/** What a pipe under test gets. Everything has a default. */
export interface RunPipeOptions {
  /** Raw params, as YAML would give them (without templates): checked and completed by the pipe's params class. */
  readonly params?: object | undefined;
  /** The services under the names of `injects`: fakes, usually. */
  readonly services?: object | undefined;
  /** Results of earlier steps, by id. */
  readonly results?: Readonly<Record<string, PipeResult>> | undefined;
  readonly input?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** Default false. */
  readonly dryRun?: boolean | undefined;
  /** Providers for the pipe's constructor. */
  readonly providers?: readonly Provider[] | undefined;
}

/**
 * Executes a pipe once as a pipeline would: params checked by its params class, what it throws as a failed result.
 *
 * @param pipe - the class (built by Nest with `providers`), or an instance
 * @throws ParamsError (as a rejection) when the params are wrong: that is a mistake of the test, not an outcome of the pipe
 *
 * @example
 *     const result = await runPipe(RouteTicketPipe, { params: { ticket_id: '1', queue: 'IT' }, services: { ticket_system } });
 *     expect(result.succeeded).toBe(true);
 */
export async function runPipe(
  pipe: Type<PipeHandler<never, never>> | PipeHandler<never, never>,
  options: RunPipeOptions = {},
): Promise<PipeResult> {
  const type = (typeof pipe === 'function' ? pipe : pipe.constructor) as Type<object>;
  const metadata = readComponentMetadata('pipe', type);
  checkServices(type.name, Object.keys(metadata?.injects ?? {}), options.services ?? {});
  const params = ParamsSchema.of(metadata?.params ?? NoParams).parse(options.params ?? {});
  const instance = typeof pipe === 'function' ? await build(pipe, options.providers ?? []) : pipe;
  try {
    return await instance.execute(contextOf(metadata?.name ?? type.name, params, options) as never);
  } catch (error) {
    return PipeResult.failed(error);
  }
}

async function build(pipe: Type<PipeHandler<never, never>>, providers: readonly Provider[]): Promise<PipeHandler<never, never>> {
  const module = await Test.createTestingModule({ providers: [pipe as never, ...providers] }).compile();
  return module.get(pipe as unknown as NestType<PipeHandler<never, never>>);
}

function checkServices(pipe: string, wanted: readonly string[], given: object): void {
  const missing = wanted.filter((name) => !Object.hasOwn(given, name));
  if (missing.length === 0) return;
  throw new OtaiError('OTAI_TEST_SERVICES_MISSING', `${pipe} needs the services ${missing.join(', ')}`, {
    hint: `runPipe(${pipe}, { services: { ${missing.join(', ')} } })`,
  });
}

/** No other run is there to have a ticket, and no earlier one has done any. */
const ALL_TICKETS: TicketClaims = {
  take: (tickets) => Promise.resolve(tickets),
  unfinished: () => Promise.resolve([]),
  handle: (_item, work) => work(),
};

function contextOf(step: string, params: object, options: RunPipeOptions): PipeContext {
  const results = new Map(Object.entries(options.results ?? {}));
  return {
    params,
    services: options.services ?? {},
    results,
    tickets: ALL_TICKETS,
    input: options.input,
    pipeline: 'test',
    step,
    runId: 'test-run',
    attempt: 1,
    signal: options.signal ?? new AbortController().signal,
    logger: new Logger(`test/${step}`),
    dryRun: options.dryRun ?? false,
  };
}
