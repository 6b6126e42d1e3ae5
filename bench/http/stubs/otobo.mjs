/* A stub of OTOBO's generic interface: `node otobo.mjs <tickets>`. Ticket 7 is the only one in queue Q7. */
import { serve, START } from './serve.mjs';

const TICKETS = Number(process.argv[2] ?? 1);
const PER_SECOND = 3;

const wall = (id) => new Date(START + Math.floor(id / PER_SECOND) * 1000).toISOString().slice(0, 19).replace('T', ' ');
const seconds = (id) => START / 1000 + Math.floor(id / PER_SECOND);
/** How many articles each ticket has. Reading one takes what was written away again. */
const articles = new Map();

const DYNAMIC_FIELDS = ['OtaiCategory', 'OtaiConfidence', 'OtaiLabel', 'OtaiProcessed', 'OtaiTags'].map((Name) => ({ Name, Value: null }));

const fields = (id, queue) => ({
  TicketID: id,
  TicketNumber: String(2026010110000000 + id),
  Title: `Ticket ${id}`,
  Queue: queue,
  QueueID: 9,
  State: 'new',
  StateID: 1,
  StateType: 'new',
  Priority: '3 normal',
  PriorityID: 3,
  Type: 'Unclassified',
  TypeID: 1,
  Owner: 'open_ticket_ai',
  OwnerID: 6,
  Lock: 'unlock',
  LockID: 1,
  CustomerID: 'ACME',
  CustomerUserID: 'carla',
  Created: wall(id),
  Changed: wall(id),
  Age: 60,
  GroupID: 4,
  ArchiveFlag: 'n',
  UntilTime: 0,
  RealTillTimeNotUsed: 0,
  DynamicField: DYNAMIC_FIELDS,
});

const article = (id, number, given = {}) => ({
  ArticleID: id * 100 + number,
  ArticleNumber: number,
  TicketID: id,
  SenderType: 'customer',
  SenderTypeID: '3',
  CommunicationChannelID: 1,
  IsVisibleForCustomer: 1,
  Subject: `Ticket ${id}`,
  Body: 'The VPN drops every hour. '.repeat(20),
  ContentType: 'text/plain; charset=utf-8',
  From: 'Carla Customer <carla@acme.example>',
  CreateTime: wall(id),
  IncomingTime: seconds(id),
  ...given,
});

/** The tickets from a time of creation on; of a queue its only ticket. */
function search({ Queues, TicketCreateTimeNewerDate: since, Limit }) {
  if (Queues !== undefined) return { TicketID: [Queues[0].slice(1)] };
  const first = since === undefined ? 1 : Math.max(1, ((Date.parse(`${since.replace(' ', 'T')}Z`) - START) / 1000) * PER_SECOND);
  const count = Math.max(0, Math.min(Limit, TICKETS - first + 1));
  return count === 0 ? {} : { TicketID: Array.from({ length: count }, (_, i) => String(first + i)) };
}

function get({ TicketID }) {
  const ids = [TicketID].flat().map(Number);
  for (const id of ids) articles.delete(id);
  return { Ticket: ids.map((id) => ({ ...fields(id, `Q${id}`), TimeUnit: 0, Article: [article(id, 1, { TimeUnit: 0 })] })) };
}

function update({ TicketID: id, Ticket = {}, Article }) {
  const count = (articles.get(id) ?? 1) + (Article === undefined ? 0 : 1);
  articles.set(id, count);
  const written = Article === undefined ? { ...article(id, count), Body: undefined } : article(id, count, Article);
  const ticket = { ...fields(id, `Q${id}`), ...Ticket, Article: written };
  return { TicketID: id, TicketNumber: ticket.TicketNumber, ArticleID: written.ArticleID, Ticket: ticket };
}

const OPERATIONS = { search, get, update };

serve((_, path, text) => ({ body: OPERATIONS[path.slice(path.lastIndexOf('-') + 1)](JSON.parse(text)) }));
