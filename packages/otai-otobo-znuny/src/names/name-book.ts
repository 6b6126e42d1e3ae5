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

/** What is known of a name. */
interface SeenName {
  readonly id: string | null;
  /** Until when it counts as existing without another look, milliseconds since 1970. */
  until: number;
}

/**
 * The names that were seen. The interface can list no queues, priorities or states: what a wrong name may have meant is taken from the
 * tickets seen so far, and from what every installation begins with.
 */
export class NameBook {
  private readonly seen: Readonly<Record<NamedField, Map<string, SeenName>>> = {
    queue: new Map(),
    priority: new Map(),
    state: new Map(),
    type: new Map(),
    owner: new Map(),
  };
  private readonly customFields = new Set<string>();

  constructor(private readonly now: () => number) {}

  learn(ticket: Ticket): void {
    const until = this.now() + TRUSTED_FOR;
    for (const field of NAMED_FIELDS) {
      const value = ticket[field];
      if (value !== null && value.name !== null) this.keep(field, value.name, value.id, until);
    }
    if (this.customFields.size < MOST_NAMES) for (const name of Object.keys(ticket.custom_fields)) this.customFields.add(name);
  }

  /** Whether a name was seen to exist lately. */
  isTrusted(field: NamedField, name: string): boolean {
    return (this.seen[field].get(name)?.until ?? 0) > this.now();
  }

  /** The id behind a name, if a ticket showed it. */
  idOf(field: NamedField, name: string): string | null {
    return this.seen[field].get(name)?.id ?? null;
  }

  private keep(field: NamedField, name: string, id: string | null, until: number): void {
    const names = this.seen[field];
    const known = names.get(name);
    if (known !== undefined) known.until = until;
    else if (names.size < MOST_NAMES) names.set(name, { id, until });
  }

  /** What a wrong name may have meant, as a hint; which names there are, as far as that is known. */
  proposal(field: NamedField, name: string): string {
    const seen = [...this.seen[field].keys()].filter((other) => other !== name);
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
