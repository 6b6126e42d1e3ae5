/**
 * Whether a custom field has a value. Helpdesks give numbers and truth values back as texts, and some an empty text or list for nothing. A field
 * that is not on the ticket has no value that is known.
 */
export function isSameValue(current: unknown, wanted: unknown): boolean {
  if (current === undefined) return false;
  return keyOf(current) === keyOf(wanted);
}

/** A text that two values share when they mean the same. */
function keyOf(value: unknown): string {
  if (isEmpty(value)) return '';
  if (Array.isArray(value)) return JSON.stringify(value.map(keyOf));
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}
