import { Secret } from 'open-ticket-ai';
import { OtoboZnunyParams, OTOBOZnunyTicketSystemService } from 'otai-otobo-znuny';

const LOGIN = { UserLogin: 'open_ticket_ai', Password: 'bench' };
const SORT = { SortBy: ['Age', 'TicketNumber'], OrderBy: ['Up', 'Up'], Limit: 2 };
const WHOLE = { DynamicFields: 1, AllArticles: 1 };
const ARTICLE = {
  Subject: 'Open Ticket AI',
  ContentType: 'text/plain; charset=utf-8',
  CommunicationChannel: 'Internal',
  SenderType: 'agent',
  IsVisibleForCustomer: 0,
};

/** OTOBO: five requests a ticket, all with the login in the body. */
export const otobo = {
  name: 'otai-otobo-znuny',
  stub: 'otobo',
  root: '/otobo/nph-genericinterface.pl',
  headers: {},
  change: { queue: { name: 'IT' }, priority: { name: '4 high' } },
  open: (params, context) =>
    new OTOBOZnunyTicketSystemService(Object.assign(new OtoboZnunyParams(), { ...params, password: new Secret('bench') }), context),
  requests(ask, note) {
    const call = (method, operation, body) => ask(method, `/Webservice/OpenTicketAI/ticket-${operation}`, { ...LOGIN, ...body });
    return async (id) => {
      await call('POST', 'search', { Queues: [`Q${id}`], ...SORT });
      await call('POST', 'get', { TicketID: id, ...WHOLE, ArticleOrder: 'ASC', ArticleLimit: 20 });
      await call('POST', 'get', { TicketID: id, ...WHOLE });
      await call('PUT', 'update', { TicketID: id, Ticket: { Queue: 'IT', Priority: '4 high' } });
      await call('PUT', 'update', { TicketID: id, Article: { ...ARTICLE, Body: note } });
    };
  },
};
