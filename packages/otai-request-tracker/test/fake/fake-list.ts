import type { ServerAnswer } from 'open-ticket-ai/testing';
import { asText } from './fake-text.js';

/** A condition on rows, as lists take them in JSON. */
export interface RowFilter {
  readonly field: string;
  readonly value: string;
  readonly operator?: string;
}

/** A list that can be asked for. */
export interface FakeList<T> {
  readonly rows: readonly T[];
  /** Whether the user is told how many rows there are. */
  readonly isCounted: boolean;
  readonly write: (row: T) => unknown;
}

/** One page of a list. `per_page` is 20, at most 100; nonsense is passed over; a page after the last is empty. */
export function answerList<T>(url: URL, { rows, isCounted, write }: FakeList<T>): ServerAnswer {
  const perPage = Math.min(wholeNumber(url.searchParams.get('per_page')) || 20, 100);
  const page = wholeNumber(url.searchParams.get('page')) || 1;
  const items = rows.slice((page - 1) * perPage, page * perPage).map((row) => write(row));
  const pages = isCounted ? Math.ceil(rows.length / perPage) : null;
  const links = {
    ...(pages !== null && page < pages ? { next_page: pageOf(url, page + 1) } : {}),
    ...(pages !== null && pages > 0 && page > 1 ? { prev_page: pageOf(url, Math.min(page - 1, pages)) } : {}),
  };
  return { body: { count: items.length, total: isCounted ? rows.length : null, per_page: perPage, page, pages, items, ...links } };
}

/** Rows that fit: of conditions on one field one must hold, of those on different fields all. */
export function fitting<T extends object>(
  rows: readonly T[],
  filters: readonly RowFilter[],
  valueOf: (row: T, field: string) => unknown,
): readonly T[] {
  const fields = [...new Set(filters.map(({ field }) => field))];
  return rows.filter((row) =>
    fields.every((field) => filters.some((filter) => filter.field === field && holds(filter, valueOf(row, field)))),
  );
}

function holds({ operator = '=', value }: RowFilter, own: unknown): boolean {
  const text = own === undefined || own === null ? '' : asText(own);
  if (operator === '>') return Number(text) > Number(value);
  if (operator === 'LIKE') return text.toLowerCase().includes(value.toLowerCase());
  // The database has no text where no file name is, so that only IS NULL holds.
  if (operator === 'IS') return text === '';
  return text !== '' && text.toLowerCase() === value.toLowerCase();
}

function wholeNumber(text: string | null): number {
  return /^\d+$/.test(text ?? '') ? Number(text) : 0;
}

function pageOf(url: URL, page: number): string {
  const next = new URL(url);
  next.searchParams.delete('page');
  next.searchParams.append('page', String(page));
  return next.href;
}
