import { OtaiError } from '../../api/otai.error.js';

/**
 * A pipeline has written to one ticket so often that it is taken for a loop: it answers its own changes, or two automations undo each other's.
 * Code `OTAI_TICKET_WRITE_LOOP`. Trying again makes it no better: the ticket is set aside at once.
 */
export class TicketWriteLoopError extends OtaiError {
  /** That the ticket goes to quarantine however few of its runs have failed. */
  readonly quarantine = true;

  constructor(
    readonly pipeline: string,
    readonly system: string,
    readonly ticketId: string,
    limit: number,
  ) {
    super(
      'OTAI_TICKET_WRITE_LOOP',
      `${pipeline} has written to ticket ${ticketId} of ${system} ${limit} times within an hour, and writes no more`,
      {
        hint: `look for what changes the ticket again and again, then \`otai quarantine retry ${ticketId}\`; or raise limits.writes_per_ticket of ${pipeline}`,
      },
    );
  }
}
