import { CASE_METHODS } from './string-case.js';
import { CHECK_METHODS } from './string-checks.js';
import { LAYOUT_METHODS } from './string-layout.js';
import { SEARCH_METHODS } from './string-search.js';
import { SPLIT_METHODS } from './string-split.js';
import type { MethodDefinition, MethodTable } from './methods.js';

export const STRING_METHODS: MethodTable = new Map<string, MethodDefinition>([
  ...CASE_METHODS,
  ...CHECK_METHODS,
  ...LAYOUT_METHODS,
  ...SEARCH_METHODS,
  ...SPLIT_METHODS,
]);
