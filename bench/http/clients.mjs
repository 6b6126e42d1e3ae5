/* What is compared: the connector, the shared HTTP layer alone, and a bare undici Pool, all sending the same ten requests for a ticket. */
import { Logger } from '@nestjs/common';
import { HttpClient } from 'helpdesk-http';
import { Secret, ServiceContext } from 'open-ticket-ai';
import { ZammadParams, ZammadTicketsystemService } from 'otai-zammad';
import { Pool } from 'undici';

const HEADERS = { accept: 'application/json', 'user-agent': 'open-ticket-ai', authorization: 'Token token=bench' };
const WITH_BODY = { ...HEADERS, 'content-type': 'application/json; charset=utf-8' };
const CONDITION = {
  'ticket.group_id': { operator: 'is', value: ['2'] },
  'ticket.created_at': { operator: 'after (absolute)', value: '1970-01-01T00:00:00.000Z' },
};
const SEARCH = { condition: CONDITION, sort_by: 'created_at, id', order_by: 'asc, asc', per_page: 2, page: 1, expand: true };
const NOTE = { body: 'Moved by the pipeline', content_type: 'text/plain', type: 'note', internal: true, ticket_id: 1 };

/** Find, get, update, note, as the connector asks for them. */
async function ticketBy(ask) {
  const articles = () => ask('GET', '/ticket_articles/by_ticket/1?expand=true');
  const tags = () => ask('GET', '/tags?object=Ticket&o_id=1');
  await ask('POST', '/tickets/search?expand=true', SEARCH, true);
  await Promise.all([articles(), tags()]);
  await Promise.all([ask('GET', '/tickets/1?expand=true'), articles(), tags()]);
  await ask('PUT', '/tickets/1?expand=true', { group_id: 2, priority_id: 2 }, true);
  await Promise.all([articles(), tags()]);
  await ask('POST', '/ticket_articles?expand=true', NOTE);
}

/** The practical limit. */
export function barePool(url, connections) {
  const pool = new Pool(url, { connections });
  const ask = async (method, path, body) => {
    const answer = await pool.request({
      method,
      path: `/api/v1${path}`,
      headers: body === undefined ? HEADERS : WITH_BODY,
      body: body === undefined ? null : JSON.stringify(body),
    });
    return JSON.parse(await answer.body.text());
  };
  return { name: 'bare undici Pool', ticket: () => ticketBy(ask), close: () => pool.close() };
}

/** The layer all connectors share: deadline, limits, failures, log. */
export function httpLayer(url, connections) {
  const client = new HttpClient({
    baseUrl: `${url}/api/v1`,
    connections,
    headers: { authorization: 'Token token=bench' },
    secrets: ['bench'],
  });
  const ask = (method, path, body, repeatable) => client.json({ method, path, body, repeatable });
  return { name: 'helpdesk-http', ticket: () => ticketBy(ask), close: () => client.close() };
}

/** All of it: conditions, paging, mapping to the unified ticket, checks of what was written. */
export function connector(url, connections) {
  const params = Object.assign(new ZammadParams(), { base_url: url, access_token: new Secret('bench'), connections });
  const logger = Object.assign(new Logger(), { debug: undefined });
  const zammad = new ZammadTicketsystemService(params, new ServiceContext('bench', {}, logger, process.cwd()));
  const ticket = async () => {
    await zammad.findTickets({ queue: { name: 'Support' }, limit: 1 });
    await zammad.getTicket('1');
    await zammad.updateTicket('1', { queue: { name: 'Support' }, priority: { name: '2 normal' } });
    await zammad.addNote('1', { body: 'Moved by the pipeline' });
  };
  return { name: 'otai-zammad', zammad, ticket, close: () => zammad.onApplicationShutdown() };
}
