/* What is compared: a connector, the shared HTTP layer alone, and a bare undici Pool, all sending the same requests for a ticket. */
import { Logger } from '@nestjs/common';
import { HttpClient } from 'helpdesk-http';
import { ServiceContext } from 'open-ticket-ai';
import { Pool } from 'undici';

const NOTE = 'Moved by the pipeline';

/** The practical limit. */
function bare({ root, headers, requests }, url, connections) {
  const pool = new Pool(url, { connections });
  const plain = { accept: 'application/json', 'user-agent': 'open-ticket-ai', ...headers };
  const withBody = { ...plain, 'content-type': 'application/json; charset=utf-8' };
  const ask = async (method, path, body, more) => {
    const usual = body === undefined ? plain : withBody;
    const answer = await pool.request({
      method,
      path: root + path,
      headers: more === undefined ? usual : { ...usual, ...more },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${answer.statusCode} to ${method} ${path}`);
    return JSON.parse(text);
  };
  return { ticket: requests(ask, NOTE), close: () => pool.close() };
}

/** The layer all connectors share: deadline, limits, failures, log. */
function layer({ root, headers, requests }, url, connections) {
  const client = new HttpClient({ baseUrl: url + root, connections, headers, secrets: ['bench'] });
  const ask = (method, path, body, more) => client.json({ method, path, body, headers: more });
  return { ticket: requests(ask, NOTE), close: () => client.close() };
}

/** All of it: filters, paging, mapping to the unified ticket, checks of what was written. */
export function connector({ root, open, change }, url, connections) {
  const context = new ServiceContext('bench', {}, Object.assign(new Logger(), { debug: undefined }), process.cwd());
  const system = open({ base_url: url + root, connections }, context);
  const ticket = async (id) => {
    await system.findTickets({ queue: { name: `Q${id}` }, limit: 1 });
    await system.getTicket(String(id));
    await system.updateTicket(String(id), change);
    await system.addNote(String(id), { body: NOTE });
  };
  return { system, ticket, close: () => system.onApplicationShutdown() };
}

/** By name; the first is what the others are compared with. */
export const CLIENTS = { bare, layer, connector };
