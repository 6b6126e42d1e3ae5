import { BadRequestException, Body, Controller, Get, InternalServerErrorException, Post, Query } from '@nestjs/common';
import { PipelineService } from 'open-ticket-ai';
import { AuditService } from './audit.service.js';

/** What is posted. */
interface Mail {
  readonly subject?: unknown;
  readonly body?: unknown;
}

/** Runs a pipeline for each request and answers with what it gave. */
@Controller('tickets')
export class TicketsController {
  constructor(
    private readonly pipelines: PipelineService,
    private readonly audit: AuditService,
  ) {}

  @Post()
  async receive(@Body() { subject, body }: Mail, @Query('dry_run') dryRun?: string) {
    if (typeof subject !== 'string' || typeof body !== 'string') throw new BadRequestException('subject and body must be texts');
    const result = await this.pipelines.run('receive', { input: { subject, body }, dryRun: dryRun === 'true' });
    if (result.error !== undefined) throw new InternalServerErrorException({ code: result.error.code, run_id: result.runId });
    const { ticket_id, queue, confidence } = result.data;
    return { ticket_id, queue, confidence, dry_run: result.dryRun };
  }

  @Get('audit')
  entries() {
    return this.audit.entries;
  }
}
