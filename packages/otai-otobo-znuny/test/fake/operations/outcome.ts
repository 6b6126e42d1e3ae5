import type { Agent } from '../catalog.js';
import { text } from '../text.js';

/** What an operation is asked for. */
export type Data = Readonly<Record<string, unknown>>;

/** Who asks: an agent, or a customer. */
export interface Caller {
  readonly agent: Agent | undefined;
  readonly customer: string | undefined;
}

/** An operation refuses: with status 200, as the server does. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** An operation fails at its work: with status 500, and a text that calls itself plain. */
export class Fault extends Error {}

export function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As Perl sees it: "0" and 0 are nothing. */
export function isTrue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && value !== 0 && value !== '0' && value !== false;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** As the server keeps texts. */
export function trimmed(value: unknown): string {
  return text(value).replaceAll(/\r\n?/g, '\n').trim();
}
