/** The helpdesk's names for the harness's own words. */
export interface Words {
  readonly queues: Readonly<Record<'inbox' | 'billing' | 'network', string>>;
  readonly priorities: Readonly<Record<'normal' | 'high', string>>;
}

/** A ticket as a customer wrote it, with what has to become of it. */
export interface DrawnTicket {
  readonly key: string;
  readonly subject: string;
  readonly body: string;
  readonly queue: 'billing' | 'network';
  readonly isUrgent: boolean;
  readonly isDirect: boolean;
}

/** A ticket with all that its customer wrote. */
export interface LedgerEntry {
  readonly ticket: DrawnTicket;
  readonly replies: readonly { readonly isCalm: boolean }[];
}

/** A ticket as the helpdesk tells it. */
export interface FoundTicket {
  readonly id: string;
  readonly subject: string;
  readonly queue: string;
  readonly priority: string;
  readonly notes: readonly { readonly body: string }[];
}

/** Something that must not be. */
export interface Finding {
  readonly kind: 'lost' | 'doubled' | 'stuck' | 'wrong';
  readonly key: string;
  readonly what: string;
}

/** Compares a helpdesk with what should have become of its tickets. */
export function judge(ledger: readonly LedgerEntry[], found: readonly FoundTicket[], words: Words): readonly Finding[];
/** How many tickets have all they must have, doubles or not. */
export function countDone(ledger: readonly LedgerEntry[], found: readonly FoundTicket[], words: Words): number;
/** How many notes the pipelines owe at least. */
export function countDue(ledger: readonly LedgerEntry[]): number;
