import { FakeServer, type ContractStart, type SeedTicket, type StartedHelpdesk } from 'open-ticket-ai/testing';
import type { RequestTracker } from '../../../../scripts/request-tracker/server.mjs';
import { connect } from './connector.js';
import { passOn } from './pass-on.js';
import { RestUser } from './rest.js';
import { inOrderOfTime, timeOf } from './seeds.js';
import { WORDS } from './words.js';

const ARTICLES = ['Create', 'Correspond', 'Comment'].map((value) => ({ field: 'Type', value }));

/** The real server as the contract's suite wants it: with the tickets of one test, and behind a door that can be told to fail. */
export async function startOnReal(
  tracker: RequestTracker,
  { tickets = [], timeoutMs, wrongCredentials }: ContractStart,
): Promise<StartedHelpdesk> {
  // Nobody finds deleted tickets, and ids are never given twice.
  tracker.sql("UPDATE Tickets SET Status = 'deleted';");
  const [root, alice, viewer] = [new RestUser(tracker, 'root'), new RestUser(tracker, 'alice'), new RestUser(tracker, 'viewer')];
  const ids = await inOrderOfTime(tickets, (ticket) => seedOne(tracker, root, ticket));
  const server = await FakeServer.start((request) => passOn(tracker.url, request));
  const token = wrongCredentials === true ? `1-27-${'0'.repeat(32)}` : tracker.tokens.otai;
  const { system, log } = connect(server.url, token, timeoutMs === undefined ? {} : { timeout: timeoutMs });
  const opened = [system];
  return {
    system,
    ids,
    server,
    secrets: [token],
    log: () => log,
    reconnect: async () => {
      opened.push(connect(server.url, token).system);
      return opened.at(-1) as typeof system;
    },
    change: async (id, { subject, queue, priority, state }) => {
      const body = { Subject: subject, Queue: queue?.name, Priority: priority?.name, Status: state?.name };
      await alice.put(`/ticket/${id}`, body);
    },
    remove: (id) => alice.delete(`/ticket/${id}`),
    merge: async (id, into) => void (await root.put(`/ticket/${id}`, { MergeInto: into })),
    readByCustomer: async (id) => (await articlesOf(viewer, id)).map(({ body }) => body),
    storedNote: async (id) => {
      const last = (await articlesOf(root, id)).at(-1);
      return { body: last?.body ?? '', isHtml: last?.type === 'text/html' };
    },
    stop: async () => {
      await server.stop().catch(() => undefined);
      for (const one of opened) await one.onApplicationShutdown();
    },
  };
}

async function seedOne(tracker: RequestTracker, root: RestUser, ticket: SeedTicket): Promise<string> {
  const customer = ticket.customer_email ?? WORDS.customers[0];
  const id = await root.create({
    Queue: ticket.queue ?? WORDS.queues[0],
    Subject: ticket.subject,
    Content: ticket.body ?? 'a text',
    ContentType: 'text/plain',
    Requestor: customer,
    Status: ticket.state ?? WORDS.states.open,
    Priority: ticket.priority === 'High' ? 100 : 0,
    Owner: ticket.owner,
    CustomFields: { ...ticket.custom_fields, Labels: ticket.tags ?? [] },
  });
  for (const { body, by, content_type = 'text/plain', visibility } of ticket.notes ?? []) {
    const isPublic = (visibility ?? (by === 'customer' ? 'public' : 'internal')) === 'public';
    await root.post(`/ticket/${id}/${isPublic ? 'correspond' : 'comment'}`, { Content: body, ContentType: content_type });
    if (by === 'customer') tracker.sql(writtenBy(id, customer));
  }
  const time = timeOf(ticket).slice(0, 19).replace('T', ' ');
  tracker.sql(`UPDATE Tickets SET Created = '${time}', LastUpdated = '${time}' WHERE id = ${id};`);
  return id;
}

/** No API lets a ticket be of long ago or a customer's note be written by another. */
function writtenBy(id: string, email: string): string {
  const newest = `SELECT MAX(id) FROM Transactions WHERE ObjectType = 'RT::Ticket' AND ObjectId = ${id} AND Type = 'Correspond'`;
  return `UPDATE Transactions SET Creator = (SELECT id FROM Users WHERE EmailAddress = '${email}') WHERE id = (${newest});`;
}

async function articlesOf(user: RestUser, id: string): Promise<readonly { readonly body: string; readonly type: unknown }[]> {
  const transactions = await user.list('POST', `/ticket/${id}/history?fields=Type&orderby=id&per_page=100`, ARTICLES);
  const wanted = transactions.map((one) => ({ field: 'TransactionId', value: one['id'] }));
  const texts = await user.list('POST', '/attachments?fields=Content,ContentType&orderby=id&per_page=100', wanted);
  return texts.map((text) => ({ body: String(text['Content']), type: text['ContentType'] }));
}
