/* A stub of Zammad: `node zammad.mjs <tickets>`. Ticket 7 is the only one in group Q7. */
import { serve, START } from './serve.mjs';

const TICKETS = Number(process.argv[2] ?? 1);
/** The number of group Q0. */
const FIRST_GROUP = 100;
const GROUPS = [{ id: 2, name: 'IT' }, ...Array.from({ length: 50 }, (_, i) => ({ id: FIRST_GROUP + i, name: `Q${i}` }))];
const LISTS = {
  '/groups': GROUPS,
  '/ticket_states': [{ id: 1, name: 'new' }],
  '/ticket_priorities': ['1 low', '2 normal', '3 high'].map((name, i) => ({ id: i + 1, name })),
};

const ticket = (id) => ({
  id,
  number: `2026${id}`,
  title: `Ticket ${id}`,
  group_id: FIRST_GROUP + id,
  group: `Q${id}`,
  state_id: 1,
  state: 'new',
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
const article = (id) => ({
  id,
  ticket_id: id,
  sender: 'Customer',
  subject: 'Help',
  body: 'The VPN drops every hour. '.repeat(20),
  content_type: 'text/plain',
  internal: false,
});
const written = { sender: 'Agent', internal: true, created_by_id: 3, created_at: '2026-01-01T00:00:00.000Z' };
const tags = JSON.stringify({ tags: [] });

/** The tickets from a time of creation on; of a group its only ticket. */
function search({ condition, per_page = 50 }) {
  const [group] = condition['ticket.group_id']?.value ?? [];
  if (group !== undefined) return [ticket(Number(group) - FIRST_GROUP)];
  const from = Math.max(1, Date.parse(condition['ticket.created_at'].value) - START);
  const count = Math.max(0, Math.min(per_page, TICKETS - from + 1));
  return Array.from({ length: count }, (_, i) => ticket(from + i));
}

/** A ticket, changed where the request changes it. */
function one(id, { group_id: group, priority_id: priority }) {
  if (group === undefined) return ticket(id);
  return {
    ...ticket(id),
    group_id: group,
    group: GROUPS.find((each) => each.id === group).name,
    priority_id: priority,
    priority: '3 high',
  };
}

const idIn = (path) => Number(/\/(\d+)\?/.exec(path)?.[1]);

function answer(path, text) {
  if (path.startsWith('/ticket_articles/')) return [article(idIn(path))];
  if (path.startsWith('/tags')) return tags;
  if (path.startsWith('/ticket_articles')) return { ...article(1000), ...written, ...JSON.parse(text) };
  if (path.startsWith('/tickets/search')) return search(JSON.parse(text));
  if (path.startsWith('/tickets/')) return one(idIn(path), text === '' ? {} : JSON.parse(text));
  return LISTS[path.split('?')[0]] ?? {};
}

serve((_, path, text) => ({ body: answer(path.replace('/api/v1', ''), text) }));
