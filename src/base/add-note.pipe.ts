import type { PipeContext, PipeHandler } from '../api/pipe-context.js';
import { PipeResult } from '../api/pipe-result.js';
import { Pipe } from '../api/pipe.decorator.js';
import { Describe, IsTicketId, Needs, Nested } from '../api/params/param.decorators.js';
import { neededByNote } from '../api/tickets/ticket-capability.js';
import { TicketSystem } from '../api/tickets/ticket-system.js';
import { NoteParams } from './ticket.params.js';

/** Params of {@link AddNotePipe}. */
export class AddNoteParams {
  @Describe('The ticket that gets the note.', { example: '{{ ticket.id }}' })
  @IsTicketId()
  ticket_id!: string;

  @Describe('The note. Internal unless it says otherwise.')
  @Needs(neededByNote)
  @Nested(() => NoteParams)
  note!: NoteParams;
}

interface Services {
  readonly ticket_system: TicketSystem;
}

/** Adds a note to a ticket. Gives `note`, as the helpdesk keeps it. */
@Pipe('add_note', {
  params: AddNoteParams,
  effect: 'idempotent',
  injects: { ticket_system: TicketSystem },
  description: 'Adds a note to a ticket, internal by default; gives note.',
})
export class AddNotePipe implements PipeHandler<AddNoteParams, Services> {
  async execute({ params, services }: PipeContext<AddNoteParams, Services>) {
    return PipeResult.succeeded({ note: await services.ticket_system.addNote(params.ticket_id, params.note) });
  }
}
