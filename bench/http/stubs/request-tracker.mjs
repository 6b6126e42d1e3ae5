/* A stub of Request Tracker's REST 2.0: `node request-tracker.mjs <tickets>`. Ticket 7 is the only one in queue Q7. */
import { serve, START } from './serve.mjs';

const TICKETS = Number(process.argv[2] ?? 1);
/** The number of queue Q0. */
const FIRST_QUEUE = 100;
const ROOT = 'http://rt.example/REST/2.0';
const QUEUES = [{ id: '2', Name: 'IT' }, ...Array.from({ length: 50 }, (_, i) => ({ id: String(FIRST_QUEUE + i), Name: `Q${i}` }))];
const FIELDS = ['Severity', 'AI Tags', 'AI Note'].map((Name, i) => ({ id: String(i + 2), Name, Type: 'Freeform', MaxValues: '1' }));
const NAMES = new Map(QUEUES.map(({ id, Name }) => [id, Name]));
/** What was changed on tickets. Looking into the queue takes it away again. */
const changes = new Map();

const time = (id) => new Date(START + id * 1000).toISOString().replace('.000Z', 'Z');
const link = (type, id) => ({ id, type, _url: `${ROOT}/${type}/${id}` });
const user = (id) => ({ ...link('user', id), Name: id, RealName: '', EmailAddress: id.includes('@') ? id : '' });

function ticket(id) {
  const { Queue = String(FIRST_QUEUE + id), Priority = 50 } = changes.get(id) ?? {};
  return {
    ...link('ticket', id),
    Subject: `Ticket ${id}`,
    Status: 'new',
    Queue: { ...link('queue', Queue), Name: NAMES.get(Queue) ?? 'General' },
    Owner: user('Nobody'),
    Priority: String(Priority),
    Created: time(id),
    Creator: link('user', 'ada@example.org'),
    LastUpdated: time(id),
    LastUpdatedBy: link('user', 'otai'),
    Requestor: [user('ada@example.org')],
    CustomFields: FIELDS.map((field) => ({ ...link('customfield', field.id), name: field.Name, values: [] })),
  };
}

/** Ticket 7 was made by transaction 71, and noted on by 75. */
const transaction = (id) => ({
  ...link('transaction', String(id)),
  Type: id % 10 === 1 ? 'Create' : 'Comment',
  Created: time(0),
  Creator: user(id % 10 === 1 ? 'ada@example.org' : 'otai'),
  ObjectId: String(Math.floor(id / 10)),
});

const attachment = (id) => ({
  ...link('attachment', String(id)),
  TransactionId: String(id),
  ContentType: 'text/plain',
  Subject: id % 10 === 1 ? 'Help' : '',
  Content: id % 10 === 1 ? 'The VPN drops every hour. '.repeat(20) : 'Moved by the pipeline',
});

const list = (items, total = null) => ({ count: items.length, page: 1, pages: null, per_page: 100, total, items });
const valuesOf = (text, name) => JSON.parse(text).flatMap(({ field, value }) => (field === name ? [Number(value)] : []));

/** One ticket, the only one of a queue, or those after an id. */
function search(query) {
  const given = (pattern) => Number(pattern.exec(query)?.[1] ?? 0);
  const [id, queue] = [given(/id\+%3D\+%27(\d+)/), given(/Queue\+%3D\+%27(\d+)/)];
  changes.delete(queue - FIRST_QUEUE);
  if (id > 0 || queue > 0) return list([ticket(id || queue - FIRST_QUEUE)], 1);
  const [after, rows] = [given(/id\+%3E\+%27(\d+)/), given(/per_page=(\d+)/)];
  const count = Math.max(0, Math.min(rows, TICKETS - after));
  return list(
    Array.from({ length: count }, (_, i) => ticket(after + i + 1)),
    TICKETS - after,
  );
}

function write(id, text) {
  changes.set(id, JSON.parse(text));
  return [`Ticket ${id}: Queue changed`, `Ticket ${id}: Priority changed`];
}

const noted = (id) => ({ body: ['Comments added'], headers: { location: `/REST/2.0/transaction/${id * 10 + 5}` } });

const ROUTES = [
  ['GET', /^\/tickets\?/, (_, { path }) => ({ body: search(path) })],
  ['GET', /^\/ticket\/(\d+)\?/, (id) => ({ body: ticket(id), headers: { etag: `"${id}"` } })],
  ['PUT', /^\/ticket\/(\d+)$/, (id, { text }) => ({ body: write(id, text) })],
  ['POST', /^\/ticket\/(\d+)\/history/, (id) => ({ body: list([transaction(id * 10 + 1)]) })],
  ['POST', /^\/ticket\/(\d+)\/comment$/, noted],
  ['GET', /^\/transaction\/(\d+)/, (id) => ({ body: transaction(id) })],
  ['POST', /^\/transactions/, (_, { text }) => ({ body: list(valuesOf(text, 'ObjectId').map((id) => transaction(id * 10 + 1))) })],
  ['POST', /^\/attachments/, (_, { text }) => ({ body: list(valuesOf(text, 'TransactionId').map(attachment)) })],
  ['GET', /^\/queues\/all/, () => ({ body: list(QUEUES) })],
  ['POST', /^\/customfields/, () => ({ body: list(FIELDS) })],
];

serve((method, url, text) => {
  const path = url.replace('/REST/2.0', '');
  // No list of the stub is longer than a page.
  if (path.endsWith('&page=2')) return { body: list([]) };
  for (const [verb, pattern, reply] of ROUTES) {
    const match = verb === method ? pattern.exec(path) : null;
    if (match !== null) return reply(Number(match[1]), { path, text });
  }
  return { body: {} };
});
