import { Fault, limitFault, type Position, TemplateError, TemplateLimitError, TemplateRuntimeError } from '../errors.js';
import type { Limits } from '../limits.js';
import type { Value } from './values.js';

const NOWHERE: Position = { line: 1, column: 1 };

/** State of one render: its data, what it may still spend, and where it is in the source. */
export class Run {
  /** The node that is being evaluated; an error without a place happened there. */
  at: Position = NOWHERE;
  /** Macros and recursive loops that are open now. */
  depth = 0;
  /** Copies of the host's lists and dicts, in templates that change them. */
  copies: Map<object, Value> | undefined;
  private steps: number;

  constructor(
    readonly variables: unknown,
    readonly host: unknown,
    readonly limits: Limits,
    readonly source: string | undefined,
  ) {
    this.steps = limits.steps;
  }

  /** Spends work units. */
  charge(units: number): void {
    if ((this.steps -= units) < 0) throw limitFault(`The template takes more than ${this.limits.steps} steps (limit steps).`);
  }

  /** Spends the work of building or reading a text and refuses texts that are too long. */
  chargeText(length: number): void {
    if (length > this.limits.textLength)
      throw limitFault(`This text would be longer than ${this.limits.textLength} characters (limit textLength).`);
    this.charge(1 + (length >>> 6));
  }

  /** Spends the work of looking for one text in another: with a long wanted text, the search may compare most pairs of letters. */
  chargeSearch(text: string, wanted: string): void {
    this.chargeText(text.length);
    if (wanted.length > 64) this.charge(Math.ceil((text.length * wanted.length) / 2000));
  }

  /** Spends the work on a list and refuses to make lists that are too long. */
  chargeList(length: number): void {
    if (length > this.limits.listLength)
      throw limitFault(`This list would have more than ${this.limits.listLength} items (limit listLength).`);
    this.charge(1 + length);
  }

  /** Refuses values that nest too deep to be walked. */
  checkDepth(depth: number): void {
    if (depth > this.limits.valueDepth)
      throw limitFault(`This value nests deeper than ${this.limits.valueDepth} levels (limit valueDepth).`);
  }

  enter(): void {
    if (++this.depth > this.limits.recursion)
      throw limitFault(`More than ${this.limits.recursion} macros or loops call one another (limit recursion).`);
  }

  leave(): void {
    this.depth--;
  }

  /** Gives any thrown thing its place in the source. */
  locate(error: unknown): TemplateError {
    const details = { position: this.at, source: this.source };
    if (error instanceof Fault) {
      const Type = error.code === 'LIMIT' ? TemplateLimitError : TemplateRuntimeError;
      return new Type(error.message, { ...details, code: error.code });
    }
    if (error instanceof RangeError && error.message.includes('call stack')) {
      return new TemplateLimitError('The template nests too deep to be evaluated.', { ...details, code: 'LIMIT' });
    }
    const message = error instanceof Error ? error.message : String(error);
    return new TemplateRuntimeError(message, { ...details, code: 'HELPER', cause: error });
  }
}
