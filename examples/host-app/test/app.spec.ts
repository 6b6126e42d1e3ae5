import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { getServiceToken } from 'open-ticket-ai';
import { MemoryTicketSystem } from 'open-ticket-ai/testing';
import request from 'supertest';
import type { App } from 'supertest/types.js';
import { AppModule } from '../src/app.module.js';
import { AuditService } from '../src/audit.service.js';

const INVOICE = { subject: 'Invoice 4711', body: 'Please send it again.' };

describe('the host application', () => {
  let app: INestApplication<App>;
  let helpdesk: MemoryTicketSystem;

  beforeEach(async () => {
    helpdesk = new MemoryTicketSystem();
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(getServiceToken('helpdesk'))
      .useValue(helpdesk)
      .compile();
    app = module.createNestApplication<INestApplication<App>>();
    await app.init();
  });
  afterEach(() => app.close());

  it('runs a pipeline for a request, and answers with what it gave', async () => {
    const { body } = await request(app.getHttpServer()).post('/tickets').send(INVOICE).expect(201);
    expect(body).toMatchObject({ ticket_id: '1', queue: 'Billing', dry_run: false });
    expect(helpdesk.tickets).toMatchObject([{ subject: 'Invoice 4711', queue: { name: 'Billing' } }]);
  });

  it('has its own service in its own pipe', async () => {
    await request(app.getHttpServer()).post('/tickets').send(INVOICE).expect(201);
    expect(app.get(AuditService).entries).toEqual([expect.stringMatching(/^run \S+: ticket 1 in Billing$/)]);
    await request(app.getHttpServer())
      .get('/tickets/audit')
      .expect(200, [...app.get(AuditService).entries]);
  });

  it('writes nothing in a dry run', async () => {
    const { body } = await request(app.getHttpServer()).post('/tickets?dry_run=true').send(INVOICE).expect(201);
    expect(body).toMatchObject({ queue: 'Billing', dry_run: true });
    expect([helpdesk.tickets, app.get(AuditService).entries]).toEqual([[], []]);
  });

  it('answers a bad request as any Nest application does', async () => {
    const { status } = await request(app.getHttpServer()).post('/tickets').send({ subject: 1 });
    expect(status).toBe(400);
  });

  it('answers with the code of a failed run, and nothing of the ticket', async () => {
    helpdesk.createTicket = () => Promise.reject(new Error('the helpdesk is closed'));
    const { body } = await request(app.getHttpServer()).post('/tickets').send(INVOICE).expect(500);
    expect(body).toEqual({ code: 'OTAI_STEP_FAILED', run_id: expect.any(String) });
  });
});
