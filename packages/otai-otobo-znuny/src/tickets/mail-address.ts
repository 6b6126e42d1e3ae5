import type { Person } from 'open-ticket-ai';

const LONGEST = 1000;
/** What an address that stands alone does not hold. */
const NOT_BARE = /[\s"(),;:]/;

/** Who a From line names: `"Doe, Jane" <jane@example.org>`, an address alone, or a name alone. */
export function personFrom(from: string | null): Person | null {
  const line = from?.slice(0, LONGEST).trim() ?? '';
  if (line === '') return null;
  const start = line.lastIndexOf('<');
  const email = start >= 0 && line.endsWith('>') ? addressIn(line.slice(start + 1, -1)) : null;
  if (email !== null) return { id: null, name: nameIn(line.slice(0, start)), email };
  return addressIn(line) === null ? { id: null, name: nameIn(line), email: null } : { id: null, name: null, email: line };
}

function addressIn(text: string): string | null {
  const at = text.indexOf('@');
  return at > 0 && at < text.length - 1 && !NOT_BARE.test(text) ? text : null;
}

function nameIn(text: string): string | null {
  const name = text.trim();
  const bare = name.length > 1 && name.startsWith('"') && name.endsWith('"') ? name.slice(1, -1) : name;
  return bare === '' ? null : bare;
}
