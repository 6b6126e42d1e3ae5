import { didYouMean, type Ticket } from 'open-ticket-ai';

/** The fields whose values have names that a person may misspell. */
export const NAMED_FIELDS = ['queue', 'priority', 'state', 'type', 'owner'] as const;
export type NamedField = (typeof NAMED_FIELDS)[number];

/** What every installation begins with. Admins add to it, and rename. */
const FROM_THE_START: Readonly<Record<NamedField, readonly string[]>> = {
  queue: ['Postmaster', 'Raw', 'Junk', 'Misc'],
  priority: ['1 very low', '2 low', '3 normal', '4 high', '5 very high'],
  state: [
    'new',
    'open',
    'closed successful',
    'closed unsuccessful',
    'pending reminder',
    'pending auto close+',
    'pending auto close-',
    'merged',
    'removed',
  ],
  type: ['Unclassified'],
  owner: ['root@localhost'],
};

const MOST_NAMES = 500;
/** How long a name counts as existing without another look, milliseconds. */
const TRUSTED_FOR = 600_000;

/**
 * The names that were seen. The interface can list no queues, priorities or states: what a wrong name may have meant is taken from the
 * tickets seen so far, and from what every installation begins with.
 */
export class NameBook {
  private readonly seen = new Map<NamedField, Map<string, { id: string | null; until: number }>>(
    NAMED_FIELDS.map((field) => [field, new Map()]),
  );
  private readonly customFields = new Set<string>();

  constructor(private readonly now: () => number) {}

  learn(ticket: Ticket): void {
    for (const field of NAMED_FIELDS) if (ticket[field]?.name) this.trust(field, ticket[field].name, ticket[field].id);
    for (const name of Object.keys(ticket.custom_fields)) if (this.customFields.size < MOST_NAMES) this.customFields.add(name);
  }

  /** Notes that a name exists. */
  trust(field: NamedField, name: string, id: string | null = null): void {
    const names = this.seen.get(field);
    if (names === undefined || (names.size >= MOST_NAMES && !names.has(name))) return;
    names.set(name, { id: id ?? names.get(name)?.id ?? null, until: this.now() + TRUSTED_FOR });
  }

  /** Whether a name was seen to exist lately. */
  isTrusted(field: NamedField, name: string): boolean {
    return (this.seen.get(field)?.get(name)?.until ?? 0) > this.now();
  }

  /** The id behind a name, if a ticket showed it. */
  idOf(field: NamedField, name: string): string | null {
    return this.seen.get(field)?.get(name)?.id ?? null;
  }

  /** What a wrong name may have meant, as a hint; which names there are, as far as that is known. */
  proposal(field: NamedField, name: string): string {
    const seen = [...(this.seen.get(field)?.keys() ?? [])].filter((other) => other !== name);
    return propose(name, [...new Set([...seen, ...FROM_THE_START[field]])], seen);
  }

  /** The same for a dynamic field. */
  proposalForCustomField(name: string): string {
    return propose(name, [...this.customFields], [...this.customFields]);
  }
}

function propose(name: string, candidates: readonly string[], seen: readonly string[]): string {
  const near = didYouMean(name, candidates);
  const known = seen.length === 0 ? '' : `; seen on tickets so far: ${seen.slice(0, 20).join(', ')}`;
  return near === undefined ? `check the name, upper and lower case included${known}` : `did you mean "${near}"?${known}`;
}
