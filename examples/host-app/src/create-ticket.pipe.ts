import { IsString } from 'class-validator';
import { Describe, Pipe, PipeResult, TicketSystem, type PipeContext, type PipeHandler } from 'open-ticket-ai';
import { AuditService } from './audit.service.js';

export class CreateTicketParams {
  @Describe('The subject of the new ticket.')
  @IsString()
  subject!: string;

  @Describe('Its text.')
  @IsString()
  body!: string;

  @Describe('The queue it begins in.')
  @IsString()
  queue!: string;
}

interface Services {
  readonly ticket_system: TicketSystem;
}

/** A pipe of the application itself: found because it is a provider, built by Nest with what it injects. */
@Pipe('create_ticket', {
  params: CreateTicketParams,
  effect: 'idempotent',
  injects: { ticket_system: TicketSystem },
  description: 'Creates a ticket; gives ticket_id and queue.',
})
export class CreateTicketPipe implements PipeHandler<CreateTicketParams, Services> {
  constructor(private readonly audit: AuditService) {}

  async execute({ params, services, runId, dryRun }: PipeContext<CreateTicketParams, Services>) {
    const { subject, body, queue } = params;
    const ticket = await services.ticket_system.createTicket({ subject, body, queue: { name: queue } });
    if (!dryRun) this.audit.record(`run ${runId}: ticket ${ticket.id} in ${queue}`);
    return PipeResult.succeeded({ ticket_id: ticket.id, queue });
  }
}
