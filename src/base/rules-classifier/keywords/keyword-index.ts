import type { Keyword } from './keyword.js';

interface Node {
  readonly children: Map<number, Node>;
  /** Keywords whose first word is exactly the path to here. */
  readonly whole: number[];
  /** Keywords whose first word starts (or, read backwards, ends) with the path to here. */
  readonly open: number[];
}

/**
 * Finds many keywords in one pass over the words of a text. Each word is read along a tree of first words once from its start,
 * and once from its end when a keyword is open there; only what fits is compared further.
 */
export class KeywordIndex {
  private readonly forwards = newNode();
  private readonly backwards = newNode();
  private hasOpenStarts = false;

  constructor(private readonly keywords: readonly Keyword[]) {
    for (const [number, keyword] of keywords.entries()) this.insert(number, keyword);
  }

  /** The numbers of the keywords that occur, each once, in the order of their first occurrence. */
  find(words: readonly string[]): Set<number> {
    const found = new Set<number>();
    for (let position = 0; position < words.length; position++) {
      for (const number of this.candidates(words[position] as string)) {
        if (!found.has(number) && this.followsFrom(this.keywords[number] as Keyword, words, position)) found.add(number);
      }
    }
    return found;
  }

  private insert(number: number, { words, openStart, openEnd }: Keyword): void {
    const first = words[0] ?? '';
    this.hasOpenStarts ||= openStart;
    let node = openStart ? this.backwards : this.forwards;
    for (let i = 0; i < first.length; i++) node = child(node, first.charCodeAt(openStart ? first.length - 1 - i : i));
    (openStart || (openEnd && words.length === 1) ? node.open : node.whole).push(number);
  }

  /** The keywords whose first word fits a word. */
  private candidates(word: string): readonly number[] {
    const fitting: number[] = [];
    let node: Node | undefined = this.forwards;
    for (let i = 0; node !== undefined; i++) {
      fitting.push(...node.open, ...(i === word.length ? node.whole : []));
      node = node.children.get(word.charCodeAt(i));
    }
    node = this.hasOpenStarts ? this.backwards : undefined;
    for (let i = word.length - 1; node !== undefined; i--) {
      fitting.push(...node.open);
      node = node.children.get(word.charCodeAt(i));
    }
    return fitting;
  }

  /** Whether the words after the first follow too. */
  private followsFrom({ words, openEnd }: Keyword, text: readonly string[], position: number): boolean {
    for (let i = 1; i < words.length; i++) {
      const [wanted, actual] = [words[i] ?? '', text[position + i] ?? ''];
      const fits = openEnd && i === words.length - 1 ? actual.startsWith(wanted) : actual === wanted;
      if (!fits) return false;
    }
    return true;
  }
}

function newNode(): Node {
  return { children: new Map(), whole: [], open: [] };
}

function child(node: Node, code: number): Node {
  const existing = node.children.get(code) ?? newNode();
  node.children.set(code, existing);
  return existing;
}
