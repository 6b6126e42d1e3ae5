import type { PipeContext, PipeHandler } from '../api/pipe-context.js';
import { PipeResult } from '../api/pipe-result.js';
import { Pipe } from '../api/pipe.decorator.js';
import { Describe, IsTicketId, Needs, Nested } from '../api/params/param.decorators.js';
import { neededByUpdate } from '../api/tickets/ticket-capability.js';
import { TicketSystem } from '../api/tickets/ticket-system.js';
import { TicketUpdateParams } from './ticket.params.js';

/** Params of {@link UpdateTicketPipe}. */
export class UpdateTicketParams {
  @Describe('The ticket to change.', { example: '{{ ticket.id }}' })
  @IsTicketId()
  ticket_id!: string;

  @Describe('What to change.', { example: { queue: { name: 'IT::Hardware' } } })
  @Needs(neededByUpdate)
  @Nested(() => TicketUpdateParams)
  updated_ticket!: TicketUpdateParams;
}

interface Services {
  readonly ticket_system: TicketSystem;
}

/** Changes a ticket. Gives `ticket`, as it is after the change. An update that names nothing to change is skipped. */
@Pipe('update_ticket', {
  params: UpdateTicketParams,
  effect: 'idempotent',
  injects: { ticket_system: TicketSystem },
  description: 'Changes a ticket: queue, priority, state, subject, tags, custom fields; gives ticket.',
})
export class UpdateTicketPipe implements PipeHandler<UpdateTicketParams, Services> {
  async execute({ params, services }: PipeContext<UpdateTicketParams, Services>) {
    const changes = Object.values(params.updated_ticket).some((value) => value !== undefined);
    if (!changes) return PipeResult.skipped('updated_ticket names nothing to change');
    return PipeResult.succeeded({ ticket: await services.ticket_system.updateTicket(params.ticket_id, params.updated_ticket) });
  }
}
