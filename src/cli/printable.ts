import { stripVTControlCharacters } from 'node:util';

/** Control and format characters (among them those that turn the writing direction), line ends aside. */
const INVISIBLE = /[\p{Cf}\p{Co}]|(?![\n\t])\p{Cc}/gu;
const LONE_SURROGATE = /\p{Cs}/gu;
/** Letters take two marks at most: more of them paint over the lines around. */
const PILED_MARKS = /(\p{M}{2})\p{M}+/gu;

/** A text that cannot do anything to the terminal it is printed on: whoever writes a ticket also writes what is shown of it. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(INVISIBLE, '').replaceAll(LONE_SURROGATE, '\uFFFD').replaceAll(PILED_MARKS, '$1');
}

/** The same in one line. */
export function oneLine(text: string): string {
  return printable(text).replaceAll(/\s+/gu, ' ').trim();
}

/** `1 run`, `2 runs`, `3 tickets`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `12 ms`, `1.2 s`, `2 min 5 s`. */
export function milliseconds(value: number): string {
  if (value < 1_000) return `${Math.round(value)} ms`;
  if (value < 60_000) return `${(value / 1_000).toFixed(1)} s`;
  const seconds = Math.round(value / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
