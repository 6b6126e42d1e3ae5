import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { OtaiModule } from 'open-ticket-ai';
import { AuditService } from './audit.service.js';
import { CreateTicketPipe } from './create-ticket.pipe.js';
import { TicketsController } from './tickets.controller.js';

/** The folder of this application, whether it runs from src or from dist. */
const HOME = join(import.meta.dirname, '..');

@Module({
  imports: [OtaiModule.forRoot({ config: 'config.yml', cwd: HOME })],
  controllers: [TicketsController],
  providers: [AuditService, CreateTicketPipe],
})
export class AppModule {}
