import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import {
  describeTicketSystemContract,
  type ContractStart,
  type ContractWords,
  type SeedTicket,
  type StartedHelpdesk,
} from 'open-ticket-ai/testing';
import { ServiceContext } from '../../api/service.decorator.js';
import { LocalHelpdeskParams } from './local-helpdesk.params.js';
import { LocalHelpdesk } from './local-helpdesk.service.js';
import { LOG_HEADER } from './store/log-format.js';

const WORDS: ContractWords = {
  queues: ['Incoming', 'Billing'],
  priorities: ['low', 'high'],
  states: { open: 'open', closed: 'closed' },
  types: ['incident', 'question'],
  owners: ['Service Desk', 'Night Shift'],
  customers: ['ada@example.org', 'grace@example.org'],
  custom_field: 'colour',
};

const PARAMS = {
  file: 'tickets.jsonl',
  queues: [...WORDS.queues],
  priorities: [...WORDS.priorities],
  states: Object.values(WORDS.states),
  types: [...(WORDS.types ?? [])],
  agents: [...(WORDS.owners ?? [])],
};

const named = (name: string | undefined) => (name === undefined ? null : { id: name, name });

async function open(baseDir: string): Promise<LocalHelpdesk> {
  const logger = Object.assign(new Logger(), { log: () => undefined });
  const params = Object.assign(new LocalHelpdeskParams(), PARAMS);
  const helpdesk = new LocalHelpdesk(params, new ServiceContext('helpdesk', {}, logger, baseDir));
  await helpdesk.onModuleInit();
  return helpdesk;
}

async function start({ tickets = [] }: ContractStart): Promise<StartedHelpdesk> {
  const baseDir = mkdtempSync(join(tmpdir(), 'otai-contract-'));
  const lines = tickets.map((seed, index) => `${JSON.stringify({ change: 'created', ticket: toTicket(seed, index) })}\n`);
  writeFileSync(join(baseDir, PARAMS.file), LOG_HEADER + lines.join(''));
  let helpdesk = await open(baseDir);
  return {
    system: helpdesk,
    ids: tickets.map((_, index) => String(index + 1)),
    secrets: [],
    log: () => [],
    async reconnect() {
      await helpdesk.onApplicationShutdown();
      return (helpdesk = await open(baseDir));
    },
    change: async (id, update) => void (await helpdesk.updateTicket(id, update)),
    async readByCustomer(id) {
      return (await helpdesk.getTicket(id)).notes.filter(({ visibility }) => visibility === 'public').map(({ body }) => body);
    },
    async storedNote(id) {
      const note = (await helpdesk.getTicket(id)).notes.at(-1);
      return { body: note?.body ?? '', isHtml: note?.content_type === 'text/html' };
    },
    async stop() {
      await helpdesk.onApplicationShutdown();
      await rm(baseDir, { recursive: true });
    },
  };
}

function toTicket({ subject, body = '', tags = [], custom_fields = {}, notes = [], ...seed }: SeedTicket, index: number) {
  const created_at = new Date(seed.created_at ?? '2026-03-01T08:00:00Z').toISOString();
  return {
    id: String(index + 1),
    subject,
    body,
    queue: named(seed.queue ?? WORDS.queues[0]),
    priority: named(seed.priority),
    state: named(seed.state ?? WORDS.states.open),
    type: named(seed.type),
    owner: seed.owner === undefined ? null : { id: seed.owner, name: seed.owner, email: null },
    customer: seed.customer_email === undefined ? null : { id: seed.customer_email, name: null, email: seed.customer_email },
    tags,
    custom_fields,
    notes: notes.map((note, at) => ({
      id: String(at + 1),
      subject: null,
      body: note.body,
      content_type: note.content_type ?? 'text/plain',
      visibility: note.visibility ?? (note.by === 'customer' ? 'public' : 'internal'),
      author_role: note.by,
      author: null,
      created_at,
    })),
    created_at,
    updated_at: created_at,
    raw: null,
  };
}

describeTicketSystemContract('LocalHelpdesk', {
  type: LocalHelpdesk,
  words: WORDS,
  start,
  notApplicable: {
    http: 'there is no server',
    'secrets.errors_and_logs': 'there is no server',
    'secrets.wrong_credentials': 'there are no credentials',
    'update.deleted': 'tickets cannot be deleted',
    'update.merged': 'tickets cannot be merged',
  },
});
