import { EVENT_ID, parseEvents, YAMLException, type Event } from 'js-yaml';
import type { ConfigLimits } from './config-limits.js';
import type { ConfigNode } from './config-node.js';
import { LineIndex } from './line-index.js';
import type { ProblemList } from './problem-list.js';
import type { SourceLocation } from './source-location.js';
import { syntaxHint } from './yaml-syntax-hint.js';
import type { YamlProblem } from './yaml-problem.js';
import { YamlTreeBuilder } from './yaml-tree.js';

/** A YAML text and where its problems go. */
export interface YamlSource {
  readonly text: string;
  readonly fileName: string;
  readonly limits: ConfigLimits;
  readonly problems: ProblemList;
}

/**
 * Reads YAML 1.2 into a tree with positions: one document, no merge keys, no duplicate keys, no tags beyond the basic ones, within the limits.
 * Throws `ConfigError` when nothing can be read; reports everything else and goes on.
 */
export function readYaml(source: YamlSource): ConfigNode {
  const text = source.text.replace(/^\uFEFF/, '');
  const lines = new LineIndex(text);
  const locate = (offset: number): SourceLocation => ({ kind: 'file', source: source.fileName, ...lines.at(offset) });
  const report = ({ offset, path, ...problem }: YamlProblem): void =>
    source.problems.add({ ...problem, path: path.length > 1 ? path.slice(1) : path, location: locate(offset) });
  const fail = (problem: YamlProblem): never => {
    report(problem);
    throw source.problems.toError();
  };
  checkSize(source, fail);
  const events = parse(text, source, fail);
  const start = findDocument(events, fail);
  return new YamlTreeBuilder({ text, events, limits: source.limits, locate, report, fail }).build(start);
}

type Fail = (problem: YamlProblem) => never;

function checkSize({ text, limits }: YamlSource, fail: Fail): void {
  if (Buffer.byteLength(text) > limits.maxBytes)
    fail({ code: 'limit', path: [], offset: 0, message: `the file is larger than ${limits.maxBytes} bytes` });
}

function parse(text: string, { limits }: YamlSource, fail: Fail): Event[] {
  try {
    return parseEvents(text, { maxDepth: limits.maxDepth });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const offset = error.mark?.position ?? 0;
    if (error.reason.startsWith('nesting exceeded'))
      return fail({ code: 'limit', path: [], offset, message: `the file is nested more than ${limits.maxDepth} levels deep` });
    return fail({
      code: 'yaml_syntax',
      path: [],
      offset,
      message: `is not valid YAML: ${error.reason}`,
      ...syntaxHint(text, offset, error.reason),
    });
  }
}

/** The position of the first event after the document's beginning. */
function findDocument(events: readonly Event[], fail: Fail): number {
  const first = events.findIndex((event) => event.type === EVENT_ID.DOCUMENT);
  const isEmpty = first === -1 || events[first + 1]?.type === EVENT_ID.POP;
  if (isEmpty) fail({ code: 'empty', path: [], offset: 0, message: 'the file is empty', hint: 'begin with otai:' });
  const second = events.findIndex((event, i) => i > first && event.type === EVENT_ID.DOCUMENT);
  if (second !== -1)
    fail({
      code: 'yaml_documents',
      path: [],
      offset: offsetOf(events[second + 1]),
      message: 'a second document begins in the file',
      hint: 'keep one document: remove the line ---',
    });
  return first + 1;
}

function offsetOf(event: Event | undefined): number {
  if (event === undefined || !('anchorStart' in event)) return 0;
  if ('start' in event) return event.start;
  return Math.max(0, 'valueStart' in event ? event.valueStart : event.anchorStart);
}
