import { oneLine } from './printable.js';

/** Something to be told at the place of a step. */
export interface PlacedFacts {
  /** The step with all that holds it: `each[42]/classify`. */
  readonly path: string;
  readonly facts: string;
}

/** A step, or an item of a loop, with what is inside. */
interface Node {
  readonly name: string;
  facts: string;
  readonly children: Map<string, Node>;
}

/** `each[INC/7]/classify` -> `each`, `[INC/7]`, `classify`: a label may have slashes. */
const PARTS = /\[[^\]]*\][^/[]*|[^/[]+/g;
const WIDEST_NAME = 40;

/** Places as an indented tree, in the order in which they are first come by, each with what is to be told of it. */
export function pathTree(places: readonly PlacedFacts[]): string[] {
  const root: Node = { name: '', facts: '', children: new Map() };
  for (const { path, facts } of places) nodeAt(root, path).facts = facts;
  const lines = linesOf(root, 0);
  const width = Math.min(WIDEST_NAME, Math.max(0, ...lines.map(({ title }) => title.length)));
  return lines.map(({ title, facts }) => `${title.padEnd(width)}  ${facts}`.trimEnd());
}

function nodeAt(root: Node, path: string): Node {
  let node = root;
  for (const part of path.match(PARTS) ?? [path]) {
    const child = node.children.get(part) ?? { name: part, facts: '', children: new Map<string, Node>() };
    node.children.set(part, child);
    node = child;
  }
  return node;
}

interface Line {
  readonly title: string;
  readonly facts: string;
}

function linesOf(node: Node, depth: number): Line[] {
  return [...node.children.values()].flatMap((child) => [
    { title: '  '.repeat(depth) + oneLine(child.name), facts: child.facts },
    ...linesOf(child, depth + 1),
  ]);
}
