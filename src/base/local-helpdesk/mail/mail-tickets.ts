import type { EntityRef, Note, Ticket } from '../../../api/tickets/ticket.js';
import type { TicketDraft } from '../store/ticket-store.js';
import type { MailMessage } from './mail-message.js';

/** What a new ticket has by itself. */
export interface TicketDefaults {
  readonly queue: EntityRef;
  readonly priority: EntityRef | null;
  readonly state: EntityRef;
}

/** A mail with what is only known where it was found. */
export interface ArrivedMail {
  readonly mail: MailMessage;
  /** The mail's own date, else when its file was written. */
  readonly createdAt: string;
  /** File name, with the number of the message in an mbox. */
  readonly source: string;
}

/** A ticket without anything but its defaults. */
export function emptyTicket({ queue, priority, state }: TicketDefaults, now: string): TicketDraft {
  return {
    subject: '',
    body: '',
    queue,
    priority,
    state,
    type: null,
    owner: null,
    customer: null,
    tags: [],
    custom_fields: {},
    notes: [],
    created_at: now,
    updated_at: now,
    raw: null,
  };
}

/**
 * The ticket that a mail becomes. `tags` holds `auto_reply`, `bounce` or `bulk` when a machine sent it;
 * `custom_fields.attachments` lists the attachments; `raw` holds what else a helpdesk may want to know of the mail.
 */
export function ticketOfMail({ mail, createdAt, source }: ArrivedMail, defaults: TicketDefaults, now: string): TicketDraft {
  return {
    ...emptyTicket(defaults, now),
    subject: mail.subject,
    body: mail.body,
    customer: mail.from,
    tags: mail.automatic === null ? [] : [mail.automatic],
    custom_fields: mail.attachments.length === 0 ? {} : { attachments: mail.attachments },
    created_at: createdAt,
    raw: rawOf(mail, source),
  };
}

/** The note that a mail becomes when it answers a ticket. Its attachments are listed at the end of the text. */
export function noteOfMail({ mail }: ArrivedMail, now: string): Note {
  const attachments = mail.attachments.map(({ name, type, size }) => `[attachment: ${name} (${type}, ${size} bytes)]`);
  return {
    id: null,
    subject: mail.subject,
    body: [mail.body, ...attachments].join('\n'),
    content_type: 'text/plain',
    visibility: 'public',
    author_role: mail.automatic === null ? 'customer' : 'system',
    author: mail.from,
    // When it came: a mail may be older than what the ticket has seen since.
    created_at: now,
  };
}

function rawOf(mail: MailMessage, source: string): Ticket['raw'] {
  return { source, message_id: mail.key, sent_at: mail.sentAt, to: mail.to, automatic: mail.automatic, body_truncated: mail.truncated };
}
