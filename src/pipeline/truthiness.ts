/**
 * Whether a template's value counts as true: Python's rules, as in `{% if %}`, and the texts `true` and `false`,
 * which is what a condition of several parts gives.
 */
export function isTruthy(value: unknown): boolean {
  if (typeof value === 'string') return value !== '' && value.trim().toLowerCase() !== 'false';
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map || value instanceof Set) return value.size > 0;
  if (typeof value === 'object' && value !== null) return !isPlain(value) || Object.keys(value).length > 0;
  return typeof value === 'number' ? value !== 0 : Boolean(value);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
