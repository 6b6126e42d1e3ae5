import { articleRecord, ticketRecord } from '../fake-ticket.js';
import type { World } from '../world.js';
import { checkArticle, toArticle } from './article-input.js';
import { isObject, isTrue, Refused, type Caller, type Data } from './outcome.js';
import { checkDynamicFields, checkTicket, entryOf, isGiven, keptValue } from './ticket-input.js';
import { text } from '../text.js';

const OPERATION = 'TicketCreate';

/** TicketCreate. */
export function create(data: Data, { agent }: Caller, world: World, includeTicketData: boolean): Data {
  const missing = (what: string): never => {
    throw new Refused(`${OPERATION}.MissingParameter`, `TicketCreate: ${what}`);
  };
  if (!isObject(data['Ticket'])) missing('Ticket parameter is missing or not valid!');
  if (!isObject(data['Article'])) missing('Article parameter is missing or not valid!');
  const wanted = data['Ticket'] as Data;
  if (!isTrue(wanted['Title'])) missing('Ticket->Title parameter is missing!');
  if (!isTrue(wanted['CustomerUser'])) missing('Ticket->CustomerUser parameter is missing!');
  for (const field of ['Queue', 'State', 'Priority'])
    if (!isGiven(field, wanted)) missing(`Ticket->${field}ID or Ticket->${field} parameter is required!`);
  const fields = checkTicket(wanted, OPERATION, world);
  const queue = entryOf('Queue', fields, world.catalog.queues);
  if (queue?.forbidden === true)
    throw new Refused(`${OPERATION}.AccessDenied`, 'TicketCreate: Can not create tickets in given Queue or QueueID!');
  const article = checkArticle(data['Article'], OPERATION) ?? {};
  const dynamicFields = checkDynamicFields(data['DynamicField'], OPERATION, world);
  const customer = text(fields['CustomerUser']);
  const ticket = world.addTicket({
    title: text(fields['Title']),
    queue: queue?.name ?? '',
    state: entryOf('State', fields, world.catalog.states)?.name ?? '',
    priority: entryOf('Priority', fields, world.catalog.priorities)?.name ?? '',
    owner: (isGiven('Owner', fields) ? entryOf('Owner', fields, world.catalog.agents)?.name : agent?.name) ?? '',
    customer,
    dynamicFields: Object.fromEntries(dynamicFields.map(({ Name, Value }) => [text(Name), keptValue(Name, Value, world)])),
  });
  const from = world.customer(customer)?.from ?? customer;
  const written = world.addArticle(ticket, toArticle(article, data['Attachment'], { from, to: queue?.name ?? '' }, world));
  const { TicketID, TicketNumber } = ticket.fields;
  const ids = {
    TicketID: text(TicketID),
    TicketNumber,
    ArticleID: written.isMail ? text(written.fields.ArticleID) : written.fields.ArticleID,
  };
  if (!includeTicketData) return ids;
  const record = ticketRecord(ticket, { now: world.now() + world.zoneOffset, dynamicFields: true, extended: false, timeUnits: false });
  return { ...ids, Ticket: { ...record, Article: articleRecord(written, ticket, false) } };
}
