/*
 * A stub of Zammad in a process of its own: always the same answers, as fast as node:http can. It counts connections.
 * Prints its port. `GET /stub/connections` tells how many were opened, and how many are open.
 */
import { createServer } from 'node:http';

const TICKETS = Number(process.argv[2] ?? 1);
const START = Date.parse('2026-01-01T00:00:00Z');

const ticket = (id) => ({
  id,
  number: `2026${id}`,
  title: `Ticket ${id}`,
  group_id: 2,
  group: 'Support',
  state_id: 2,
  state: 'open',
  priority_id: 2,
  priority: '2 normal',
  owner_id: 1,
  owner: '-',
  customer_id: 6,
  customer: 'ada@example.org',
  created_at: new Date(START + id).toISOString(),
  updated_at: new Date(START + id).toISOString(),
  colour: null,
});
const article = {
  id: 1,
  ticket_id: 1,
  sender: 'Customer',
  subject: 'Help',
  body: 'The VPN drops every hour. '.repeat(20),
  content_type: 'text/plain',
  internal: false,
};
const note = {
  ...article,
  id: 2,
  sender: 'Agent',
  body: 'Moved by the pipeline',
  internal: true,
  created_by_id: 3,
  created_at: '2026-01-01T00:00:00.000Z',
};
const lists = { '/groups': ['Users', 'Support'], '/ticket_states': ['new', 'open'], '/ticket_priorities': ['1 low', '2 normal', '3 high'] };

const one = JSON.stringify(ticket(1));
const articles = JSON.stringify([article]);
const tags = JSON.stringify({ tags: [] });
const written = JSON.stringify(note);

/** The tickets from a time of creation on. */
function search({ condition, per_page = 50 }) {
  const from = Math.max(1, Date.parse(condition['ticket.created_at'].value) - START);
  const count = Math.max(0, Math.min(per_page, TICKETS - from + 1));
  return JSON.stringify(Array.from({ length: count }, (_, i) => ticket(from + i)));
}

function answer(method, path, body) {
  if (path.startsWith('/ticket_articles/')) return articles;
  if (path.startsWith('/tags')) return tags;
  if (path.startsWith('/ticket_articles')) return written;
  if (path.startsWith('/tickets/search')) return search(JSON.parse(body));
  if (path.startsWith('/tickets/')) return one;
  const names = lists[path.split('?')[0]];
  return JSON.stringify(names?.map((name, i) => ({ id: i + 1, name })) ?? {});
}

let [opened, open] = [0, 0];
const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const isCount = request.url === '/stub/connections';
    const text = isCount
      ? JSON.stringify({ opened, open })
      : answer(request.method, request.url.replace('/api/v1', ''), Buffer.concat(chunks).toString());
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) });
    response.end(text);
  });
});
server.keepAliveTimeout = 60_000;
server.on('connection', (socket) => {
  opened += 1;
  open += 1;
  socket.on('close', () => (open -= 1));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
