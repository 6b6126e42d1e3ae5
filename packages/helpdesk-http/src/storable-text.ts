/**
 * A text that every database can store: without NUL, and with lone surrogates (halves of an emoji that was cut) as U+FFFD.
 * Helpdesks answer such texts with a bare 500.
 */
export function storableText(text: string): string {
  return text.replaceAll('\0', '').replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}
