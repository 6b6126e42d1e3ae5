import { Secret } from 'open-ticket-ai';
import { ZammadParams, ZammadTicketsystemService } from 'otai-zammad';

const SINCE = { operator: 'after (absolute)', value: '1970-01-01T00:00:00.000Z' };
const PAGE = { sort_by: 'created_at, id', order_by: 'asc, asc', per_page: 2, page: 1, expand: true };

/** Zammad: ten requests a ticket, some of them at the same time. */
export const zammad = {
  name: 'otai-zammad',
  stub: 'zammad',
  root: '/api/v1',
  headers: { authorization: 'Token token=bench' },
  change: { queue: { name: 'IT' }, priority: { name: '3 high' } },
  open: (params, context) =>
    new ZammadTicketsystemService(Object.assign(new ZammadParams(), { ...params, access_token: new Secret('bench') }), context),
  requests: (ask, note) => async (id) => {
    const parts = [`/ticket_articles/by_ticket/${id}?expand=true`, `/tags?object=Ticket&o_id=${id}`];
    const read = (...paths) => Promise.all([...paths, ...parts].map((path) => ask('GET', path)));
    const condition = { 'ticket.group_id': { operator: 'is', value: [String(100 + id)] }, 'ticket.created_at': SINCE };
    await ask('POST', '/tickets/search?expand=true', { condition, ...PAGE });
    await read();
    await read(`/tickets/${id}?expand=true`);
    await ask('PUT', `/tickets/${id}?expand=true`, { group_id: 2, priority_id: 3 });
    await read();
    await ask('POST', '/ticket_articles?expand=true', {
      body: note,
      content_type: 'text/plain',
      type: 'note',
      internal: true,
      ticket_id: id,
    });
  },
};
