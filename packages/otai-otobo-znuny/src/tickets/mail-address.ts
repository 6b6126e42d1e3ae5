import type { Person } from 'open-ticket-ai';

const ADDRESS = /<([^<>\s]+@[^<>\s]+)>\s*$/;
const BARE = /^[^<>\s"(),;:]+@[^<>\s"(),;:]+$/;

/** Who a From line names: `"Doe, Jane" <jane@example.org>`, an address alone, or a name alone. */
export function personFrom(from: string | null): Person | null {
  const line = from?.slice(0, 1000).trim() ?? '';
  if (line === '') return null;
  if (BARE.test(line)) return { id: null, name: null, email: line };
  const email = ADDRESS.exec(line)?.[1] ?? null;
  const name = (email === null ? line : line.slice(0, line.lastIndexOf('<'))).trim().replace(/^"(.*)"$/, '$1');
  return { id: null, name: name === '' ? null : name, email };
}
