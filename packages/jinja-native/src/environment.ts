import type { Body } from './ast.js';
import { compileTemplate } from './compiler/compile.js';
import type { Compilation } from './compiler/expressions.js';
import { unknownName } from './compiler/invocation.js';
import { mayChangeData } from './compiler/uses.js';
import { boundNames } from './compiler/scope.js';
import { type Position, TemplateSyntaxError } from './errors.js';
import { FILTERS } from './filters/filters.js';
import { type Extension, extensionFilters, extensionTests } from './extensions.js';
import { wrapGlobals } from './globals.js';
import { type Limits, resolveLimits } from './limits.js';
import { parseTemplate } from './parser/parse.js';
import type { Vocabulary } from './parser/expressions.js';
import { collectReferences } from './references.js';
import type { FilterRegistry, TestRegistry } from './registry.js';
import type { Value } from './runtime/values.js';
import { Template } from './template.js';
import { TESTS } from './tests.js';

/** Settings of an environment; all are optional. */
export interface EnvironmentOptions {
  /**
   * Names every template sees. Functions can be called by templates with values in order; mark them with `hostFunction` or
   * `templateFunction` for the host and for named arguments. Variables of a render hide globals of the same name.
   */
  readonly globals?: Readonly<Record<string, unknown>>;
  /** Filters beside the standard ones: `value | name(a, b)` calls `fn(value, a, b)` with plain JavaScript values. */
  readonly filters?: Readonly<Record<string, Extension>>;
  /** Tests beside the standard ones: `value is name(a)` calls `fn(value, a)`; what is truthy counts as true. */
  readonly tests?: Readonly<Record<string, Extension>>;
  /** Names that belong to the host: a template that sets one of them does not compile. */
  readonly reservedNames?: readonly string[];
  /** Bounds; see `Limits` for the defaults. */
  readonly limits?: Partial<Limits>;
  /** Removes the line break behind a block tag. Default true. */
  readonly trimBlocks?: boolean;
  /** Removes white space between the start of a line and a block tag. Default true. */
  readonly lstripBlocks?: boolean;
}

/** Compiles templates under one set of globals, filters, tests and limits. Make one at start and keep it. */
export class Environment {
  private readonly globals: ReadonlyMap<string, Value>;
  private readonly filters: FilterRegistry;
  private readonly tests: TestRegistry;
  private readonly limits: Limits;
  private readonly reserved: ReadonlySet<string>;
  private readonly trimBlocks: boolean;
  private readonly lstripBlocks: boolean;

  /** @throws TypeError when a limit is unknown or not positive */
  constructor(options: EnvironmentOptions = {}) {
    this.globals = wrapGlobals(options.globals ?? {});
    this.filters = extensionFilters(FILTERS, options.filters ?? {});
    this.tests = extensionTests(TESTS, options.tests ?? {});
    this.limits = resolveLimits(options.limits);
    this.reserved = new Set(options.reservedNames);
    this.trimBlocks = options.trimBlocks ?? true;
    this.lstripBlocks = options.lstripBlocks ?? true;
  }

  /**
   * Reads and checks a source once; call it at start, not per render.
   *
   * @param source the template
   * @param name shown in errors, for instance the file or the path in a config
   * @throws TemplateSyntaxError with line and column: bad syntax, unknown filter, test or tag, a tag that is not supported,
   *   wrong arguments of a filter or test, or a source that is too long or nests too deep
   */
  compile(source: string, name?: string): Template {
    try {
      return this.compileSource(source, name);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const position = { line: 1, column: 1 };
      throw new TemplateSyntaxError('The template nests too deep.', { code: 'LIMIT', position, source: name, cause: error });
    }
  }

  private compileSource(source: string, name: string | undefined): Template {
    const { globals, filters, tests, limits, trimBlocks, lstripBlocks } = this;
    const body = parseTemplate(source, { name, trimBlocks, lstripBlocks, limits, vocabulary: this.vocabulary() });
    this.refuseReserved(body, name);
    const copies = mayChangeData(body);
    const compilation: Compilation = { globals, filters, tests, copies, source: name, blocks: new Map() };
    const references = () => collectReferences(body, globals);
    return new Template({ source, name, body, limits, copies, references, ...compileTemplate(body, compilation) });
  }

  private vocabulary(): Vocabulary {
    const { filters, tests } = this;
    return {
      filter: (name, stream, at) => filters.has(name) || stream.fail(unknownName('filter', name, filters), at, 'UNKNOWN_FILTER'),
      test: (name, stream, at) => tests.has(name) || stream.fail(unknownName('test', name, tests), at, 'UNKNOWN_TEST'),
    };
  }

  private refuseReserved(body: Body, source: string | undefined): void {
    const name = boundNames(body).find((bound) => this.reserved.has(bound));
    if (name === undefined) return;
    const position: Position | undefined = body.find((statement) => boundNames([statement]).includes(name))?.at;
    throw new TemplateSyntaxError(`'${name}' belongs to the host and cannot be set; use another name.`, {
      code: 'UNSUPPORTED',
      position,
      source,
    });
  }
}
