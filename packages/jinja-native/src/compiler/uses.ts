import type { Body } from '../ast.js';

/** Whether a part of the tree mentions a name. May say yes too often (a name bound inside), never no too often. */
export function usesName(body: Body, name: string): boolean {
  const open: unknown[] = [body];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null) continue;
    if ('kind' in node && 'name' in node && node.kind === 'name' && node.name === name) return true;
    open.push(...Object.values(node));
  }
  return false;
}

/** Methods that change the list or dict they belong to. */
const CHANGING = new Set(['append', 'extend', 'insert', 'remove', 'pop', 'clear', 'sort', 'reverse', 'update', 'setdefault', 'popitem']);

/** Whether the template may change lists or dicts: it reads a method that does, or any method by a computed name. */
export function mayChangeData(body: Body): boolean {
  const open: unknown[] = [body];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null) continue;
    if ('kind' in node && readsChangingMethod(node)) return true;
    open.push(...Object.values(node));
  }
  return false;
}

function readsChangingMethod(node: { readonly kind: unknown; readonly name?: unknown; readonly value?: unknown }): boolean {
  if (node.kind === 'attribute') return typeof node.name === 'string' && CHANGING.has(node.name);
  return node.kind === 'const' && typeof node.value === 'string' && CHANGING.has(node.value);
}
