import type { RecordedError, StepRecord } from '../../journal/journal-records.js';
import { milliseconds, oneLine } from '../printable.js';

/** A step, or an item of a loop, with what is inside. */
interface Node {
  readonly name: string;
  record: StepRecord | undefined;
  readonly children: Map<string, Node>;
}

/** `each[INC/7]/classify` -> `each`, `[INC/7]`, `classify`: a label may have slashes. */
const PARTS = /\[[^\]]*\][^/[]*|[^/[]+/g;
const WIDEST_NAME = 40;

/** The steps of a run as an indented tree, in the order in which they began: state, duration, attempts, and why one was skipped or failed. */
export function stepTree(steps: readonly StepRecord[]): string[] {
  const root: Node = { name: '', record: undefined, children: new Map() };
  for (const step of steps) place(root, step);
  const lines = childrenOf(root, 0);
  const width = Math.min(WIDEST_NAME, Math.max(0, ...lines.map(({ title }) => title.length)));
  return lines.map(({ title, record }) => `${title.padEnd(width)}${record === undefined ? '' : `  ${factsOf(record)}`}`.trimEnd());
}

function place(root: Node, step: StepRecord): void {
  let node = root;
  for (const part of step.path.match(PARTS) ?? [step.path]) {
    const child = node.children.get(part) ?? { name: part, record: undefined, children: new Map<string, Node>() };
    node.children.set(part, child);
    node = child;
  }
  node.record = step;
}

interface Line {
  readonly title: string;
  readonly record: StepRecord | undefined;
}

function childrenOf(node: Node, depth: number): Line[] {
  return [...node.children.values()].flatMap((child) => [
    { title: '  '.repeat(depth) + oneLine(child.name), record: child.record },
    ...childrenOf(child, depth + 1),
  ]);
}

function factsOf({ state, durationMs, attempts, reason, error }: StepRecord): string {
  const facts = [
    state.padEnd('succeeded'.length),
    (state === 'started' ? '' : milliseconds(durationMs)).padStart('1.2 s ms'.length),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ...(reason === null ? [] : [oneLine(reason)]),
    ...(error === null ? [] : [errorLine(error)]),
  ];
  return facts.join('  ');
}

/** An error as one line: what happened, and its code. */
export function errorLine({ message, code }: RecordedError): string {
  return `${oneLine(message)} [${code}]`;
}
