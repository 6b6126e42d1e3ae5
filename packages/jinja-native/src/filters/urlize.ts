import { typeFault } from '../errors.js';
import { escapeText } from '../runtime/escape.js';
import type { Run } from '../runtime/run.js';
import { textLength } from '../runtime/iterate.js';
import type { Value } from '../runtime/values.js';
import { integer, text, truth } from './shared.js';

export interface UrlizeOptions {
  readonly limit: number | undefined;
  readonly rel: string;
  readonly target: string;
}

/** Reads the arguments of `urlize`; `noopener` is always added. */
export function urlizeOptions([limit, nofollow, target, rel, extraSchemes]: readonly Value[]): UrlizeOptions {
  if (extraSchemes !== null) throw typeFault('extra_schemes of urlize is not supported.');
  const words = new Set(rel === null ? [] : text(rel, 'rel').split(/\s+/).filter(Boolean));
  if (truth(nofollow)) words.add('nofollow');
  words.add('noopener');
  const relation = [...words].toSorted((left, right) => (left < right ? -1 : 1)).join(' ');
  return {
    limit: limit === null ? undefined : integer(limit, 'The limit'),
    rel: ` rel="${escapeText(relation)}"`,
    target: target === null ? '' : ` target="${escapeText(text(target, 'target'))}"`,
  };
}

const WORD = String.raw`[\p{L}\p{N}_%-]`;
const REST = String.raw`(?::\d{1,5})?(?:[/?#]\S*)?$`;
/** With a scheme or www: any host that ends with letters. */
const HOST = new RegExp(String.raw`^(?:https?://|www\.)(?:${WORD}+\.)*(?:[a-z]{2,63}|xn--[\p{L}\p{N}_%]{2,59})${REST}`, 'iu');
/** With a scheme: numeric addresses too. */
const ADDRESS = new RegExp(String.raw`^https?://(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:]{2,39}\])${REST}`, 'iu');
/** Without a scheme: the old endings only, so that a missing space behind a full stop makes no link. */
const DOMAIN = new RegExp(String.raw`^(?:${WORD}{2,63}\.)+(?:com|net|int|edu|gov|org|info|mil)${REST}`, 'iu');
const EMAIL = /^\S+@[\p{L}\p{N}_][\p{L}\p{N}_.-]*\.[\p{L}\p{N}_]+$/u;

interface Word {
  readonly head: string;
  readonly middle: string;
  readonly tail: string;
}

/** Takes punctuation off both sides; a closing bracket stays when its partner is inside. */
function splitPunctuation(word: string): Word {
  const head = /^(?:[(<]|&lt;)+/.exec(word)?.[0] ?? '';
  const rest = word.slice(head.length);
  const tailStart = tailIndex(rest);
  return balance({ head, middle: rest.slice(0, tailStart), tail: rest.slice(tailStart) });
}

function tailIndex(rest: string): number {
  let end = rest.length;
  for (;;) {
    if (end > 0 && ')>.,\n'.includes(rest.charAt(end - 1))) end--;
    else if (rest.endsWith('&gt;', end) && end >= 4) end -= 4;
    else return end;
  }
}

const PAIRS = [
  ['(', ')'],
  ['<', '>'],
  ['&lt;', '&gt;'],
] as const;

const occurrences = (source: string, part: string): number => source.split(part).length - 1;

function balance(word: Word): Word {
  let { middle, tail } = word;
  for (const [open, close] of PAIRS) {
    const missing = occurrences(middle, open) - occurrences(middle, close);
    for (let left = missing; left > 0 && tail.includes(close); left--) {
      const end = tail.indexOf(close) + close.length;
      middle += tail.slice(0, end);
      tail = tail.slice(end);
    }
  }
  return { head: word.head, middle, tail };
}

function shortened(url: string, limit: number | undefined): string {
  return limit !== undefined && textLength(url) > limit ? `${Array.from(url).slice(0, limit).join('')}...` : url;
}

function isEmail(word: string): boolean {
  return word.includes('@') && !/^www\./i.test(word) && !word.includes(':') && EMAIL.test(word);
}

function link(word: string, { limit, rel, target }: UrlizeOptions): string {
  if (/^https?:\/\//i.test(word) && (HOST.test(word) || ADDRESS.test(word)))
    return `<a href="${word}"${rel}${target}>${shortened(word, limit)}</a>`;
  if (HOST.test(word) || DOMAIN.test(word)) return `<a href="https://${word}"${rel}${target}>${shortened(word, limit)}</a>`;
  if (word.startsWith('mailto:') && word.length > 7 && isEmail(word.slice(7))) return `<a href="${word}">${word.slice(7)}</a>`;
  return isEmail(word) ? `<a href="mailto:${word}">${word}</a>` : word;
}

/** HTML with links for addresses of the web and of mail. */
export function urlizeText(run: Run, html: string, options: UrlizeOptions): string {
  const pieces = html.split(/(\s+)/);
  run.charge(pieces.length);
  const linked = pieces.map((piece) => {
    const { head, middle, tail } = splitPunctuation(piece);
    return head + link(middle, options) + tail;
  });
  const result = linked.join('');
  run.chargeText(result.length);
  return result;
}
