/** Takes secrets out of a text that a server wrote. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => (secret === '' ? shown : shown.replaceAll(secret, '[secret]')), text);
}
