import { Markup, type Value } from './values.js';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };

/** Text with the signs of HTML replaced. */
export function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** Text of a text value; escaped unless it is marked as safe. */
export function escapeHtml(value: Value): string {
  return value instanceof Markup ? value.text : escapeText(String(value));
}
