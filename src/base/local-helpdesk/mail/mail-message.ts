import type { Person } from '../../../api/tickets/ticket.js';

/** An attachment by what it is called; its content is not kept. */
export interface MailAttachment {
  readonly name: string;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
}

/** Why a machine, not a person, seems to have sent a mail. */
export type AutomaticMail = 'auto_reply' | 'bounce' | 'bulk';

/** One e-mail, as far as a helpdesk cares. Texts are free of control characters and bounded in length. */
export interface MailMessage {
  /** What tells this message from all others: its Message-ID, else a hash of its bytes. */
  readonly key: string;
  /** The Message-IDs this one answers, the nearest first. */
  readonly answers: readonly string[];
  readonly subject: string;
  readonly body: string;
  /** The body was longer than what is kept of it. */
  readonly truncated: boolean;
  readonly from: Person | null;
  readonly to: readonly string[];
  /** ISO 8601, UTC; `null` when the mail has no date that can be. */
  readonly sentAt: string | null;
  readonly attachments: readonly MailAttachment[];
  readonly automatic: AutomaticMail | null;
}
