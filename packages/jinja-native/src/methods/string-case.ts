import { check, transform } from './text-method.js';
import type { MethodDefinition } from './methods.js';

const CASED = /[\p{Lowercase}\p{Uppercase}\p{Lt}]/u;

/** Whether any letter of the text has a case. */
export const isCased = (text: string): boolean => CASED.test(text);

/** The first character as at the start of a title: `ǆ` becomes `ǅ`, `ß` becomes `Ss`. */
function titleLetter(char: string): string {
  const upper = char.toUpperCase();
  const [first = '', ...rest] = upper;
  return upper.length > char.length ? first + rest.join('').toLowerCase() : upper;
}

/** `Hello World`: a capital behind everything that is not a letter. */
function titleCase(text: string): string {
  let inWord = false;
  let result = '';
  for (const char of text) {
    result += inWord ? char.toLowerCase() : titleLetter(char);
    inWord = isCased(char);
  }
  return result;
}

/** `Hello world` */
export function capitalized(text: string): string {
  const [first = ''] = text;
  return titleLetter(first) + text.slice(first.length).toLowerCase();
}

function swapCase(text: string): string {
  let result = '';
  for (const char of text) result += char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase();
  return result;
}

/** Folded for comparison without case. */
function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ');
}

export const CASE_METHODS: readonly (readonly [string, MethodDefinition])[] = [
  ['lower', transform([], (_run, text) => text.toLowerCase())],
  ['upper', transform([], (_run, text) => text.toUpperCase())],
  ['title', transform([], (_run, text) => titleCase(text))],
  ['capitalize', transform([], (_run, text) => capitalized(text))],
  ['swapcase', transform([], (_run, text) => swapCase(text))],
  ['casefold', transform([], (_run, text) => foldCase(text))],
  ['islower', check([], (_run, text) => isCased(text) && text === text.toLowerCase())],
  ['isupper', check([], (_run, text) => isCased(text) && text === text.toUpperCase())],
  ['istitle', check([], (_run, text) => isCased(text) && text === titleCase(text))],
];
