import { isBlank } from '../runtime/whitespace.js';
import { check } from './text-method.js';
import type { MethodDefinition } from './methods.js';

const LETTERS = /^\p{L}+$/u;
const LETTERS_AND_DIGITS = /^[\p{L}\p{N}]+$/u;
const DIGITS = /^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]+$/u;
const DECIMALS = /^\p{Nd}+$/u;
const NUMERALS = /^\p{N}+$/u;
const IDENTIFIER = /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/u;

const matches = (pattern: RegExp): MethodDefinition => check([], (_run, text) => pattern.test(text));

export const CHECK_METHODS: readonly (readonly [string, MethodDefinition])[] = [
  ['isalpha', matches(LETTERS)],
  ['isalnum', matches(LETTERS_AND_DIGITS)],
  ['isdigit', matches(DIGITS)],
  ['isdecimal', matches(DECIMALS)],
  ['isnumeric', matches(NUMERALS)],
  ['isidentifier', matches(IDENTIFIER)],
  ['isspace', check([], (_run, text) => text !== '' && isBlank(text))],
  ['isascii', check([], (_run, text) => !/[^\0-\x7f]/.test(text))],
  ['isprintable', check([], (_run, text) => !UNPRINTABLE.test(text))],
];
