/** What went wrong, for programs: stable over versions, unlike the message. */
export type TemplateErrorCode =
  | 'SYNTAX'
  | 'UNKNOWN_TAG'
  | 'UNKNOWN_FILTER'
  | 'UNKNOWN_TEST'
  | 'UNSUPPORTED'
  | 'ARGUMENTS'
  | 'UNDEFINED'
  | 'TYPE'
  | 'VALUE'
  | 'ZERO_DIVISION'
  | 'HELPER'
  | 'LIMIT';

/** Where in the source a node starts; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What an error carries beside its message. */
export interface TemplateErrorDetails {
  readonly code: TemplateErrorCode;
  readonly position?: Position | undefined;
  /** The name the template was compiled under, for instance a file or a config path. */
  readonly source?: string | undefined;
  readonly cause?: unknown;
}

function describe(problem: string, { position, source }: TemplateErrorDetails): string {
  const where = position === undefined ? '' : ` line ${position.line}, column ${position.column}`;
  const what = source === undefined ? 'Template' : `Template ${source}`;
  return `${what}${where}: ${problem}`;
}

/** Base of every error this library throws; catch it to tell template problems from others. */
export class TemplateError extends Error {
  /** Stable code of the problem. */
  readonly code: TemplateErrorCode;
  /** The sentence without the place. */
  readonly problem: string;
  /** Line in the source, from 1; undefined when the place is unknown. */
  readonly line: number | undefined;
  /** Column in the source, from 1. */
  readonly column: number | undefined;
  /** Name of the template, as given to `compile`. */
  readonly source: string | undefined;

  constructor(problem: string, details: TemplateErrorDetails) {
    super(describe(problem, details), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.problem = problem;
    this.line = details.position?.line;
    this.column = details.position?.column;
    this.source = details.source;
  }
}

/** The source is not a template of this language; thrown by `compile`, never by `render`. */
export class TemplateSyntaxError extends TemplateError {}

/** A render failed: undefined value used, wrong types, a helper that threw (then `cause` holds what it threw). */
export class TemplateRuntimeError extends TemplateError {}

/** A template wanted more than its limits allow: steps, sizes, depth. */
export class TemplateLimitError extends TemplateError {}

/**
 * Thrown inside the runtime where the place in the source is not known.
 * The render adds line and column from the node it was evaluating and throws a `TemplateError` instead.
 */
export class Fault extends Error {
  constructor(
    readonly code: TemplateErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export const typeFault = (message: string): Fault => new Fault('TYPE', message);
export const valueFault = (message: string): Fault => new Fault('VALUE', message);
export const limitFault = (message: string): Fault => new Fault('LIMIT', message);
