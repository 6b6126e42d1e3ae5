import { IsNotEmpty, IsString } from 'class-validator';
import {
  Describe,
  IsTicketId,
  Pipe,
  PipeResult,
  TicketSystem,
  type PipeContext,
  type PipeHandler,
} from 'open-ticket-ai';
import { CustomerDirectory } from '../customer-directory.js';

export class FirstClassParams {
  @Describe('The ticket to look at.', { example: '{{ ticket.id }}' })
  @IsTicketId()
  ticket_id!: string;

  @Describe('The queue for tickets of important customers.')
  @IsString()
  @IsNotEmpty()
  queue = 'First Class';
}

interface Services {
  readonly ticket_system: TicketSystem;
  readonly customers: CustomerDirectory;
}

/** Moves tickets of important customers to a queue of their own. Gives `queue`: where the ticket is now. */
@Pipe('first_class', {
  params: FirstClassParams,
  effect: 'idempotent',
  injects: { ticket_system: TicketSystem, customers: CustomerDirectory },
  description: 'Moves tickets of important customers to a queue of their own; gives queue.',
})
export class FirstClassPipe implements PipeHandler<FirstClassParams, Services> {
  async execute({ params, services }: PipeContext<FirstClassParams, Services>) {
    const { customer } = await services.ticket_system.getTicket(params.ticket_id);
    if (!customer?.email) return PipeResult.skipped('the ticket has no customer with an e-mail address');
    if (!(await services.customers.isImportant(customer.email))) return PipeResult.skipped('not an important customer');
    await services.ticket_system.updateTicket(params.ticket_id, { queue: { name: params.queue } });
    return PipeResult.succeeded({ queue: params.queue });
  }
}
