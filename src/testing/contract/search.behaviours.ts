import { deepEqual, equal, ok } from 'node:assert/strict';
import type { TicketSearchCriteria } from '../../api/tickets/ticket.js';
import { neededBySearch } from '../../api/tickets/ticket-capability.js';
import { failure, finds, subjects, type Behaviour, type ContractBench } from './behaviour.js';
import type { SeedTicket } from './ticket-system.harness.js';

/** Two tickets of which a criterion finds the first. */
interface Criterion {
  readonly name: string;
  readonly right: Partial<SeedTicket>;
  readonly wrong: Partial<SeedTicket>;
  readonly criteria: TicketSearchCriteria;
}

function criteriaOf({ words }: ContractBench): readonly Criterion[] {
  const { queues, states, priorities, types, owners, customers, custom_field } = words;
  const [early, late] = ['2026-03-01T08:00:00Z', '2026-03-01T08:00:01Z'];
  return [
    { name: 'queue', right: { queue: queues[0] }, wrong: { queue: queues[1] }, criteria: { queue: { name: queues[0] } } },
    { name: 'state', right: { state: states.open }, wrong: { state: states.closed }, criteria: { state: { name: states.open } } },
    {
      name: 'priority',
      right: { priority: priorities[1] },
      wrong: { priority: priorities[0] },
      criteria: { priority: { name: priorities[1] } },
    },
    { name: 'type', right: { type: types?.[0] }, wrong: { type: types?.[1] }, criteria: { type: { name: types?.[0] ?? 'incident' } } },
    { name: 'owner', right: { owner: owners?.[0] }, wrong: { owner: owners?.[1] }, criteria: { owner: { name: owners?.[0] ?? 'desk' } } },
    {
      name: 'customer',
      right: { customer_email: customers[0] },
      wrong: { customer_email: customers[1] },
      criteria: { customer: { email: customers[0] } },
    },
    { name: 'tags', right: { tags: ['vpn', 'vip'] }, wrong: { tags: ['vpn'] }, criteria: { tags: ['vpn', 'vip'] } },
    { name: 'without_tags', right: { tags: ['vpn'] }, wrong: { tags: ['vpn', 'done'] }, criteria: { without_tags: ['done', 'never'] } },
    {
      name: 'custom_fields',
      right: { custom_fields: { [custom_field]: 'blue' } },
      wrong: { custom_fields: { [custom_field]: 'red' } },
      criteria: { custom_fields: { [custom_field]: 'blue' } },
    },
    {
      name: 'custom_fields (empty)',
      right: {},
      wrong: { custom_fields: { [custom_field]: 'red' } },
      criteria: { custom_fields: { [custom_field]: null } },
    },
    { name: 'created_since', right: { created_at: late }, wrong: { created_at: early }, criteria: { created_since: late } },
    { name: 'updated_since', right: { created_at: late }, wrong: { created_at: early }, criteria: { updated_since: late } },
  ];
}

const NAMES = [
  'queue',
  'state',
  'priority',
  'type',
  'owner',
  'customer',
  'tags',
  'without_tags',
  'custom_fields',
  'custom_fields (empty)',
  'created_since',
  'updated_since',
];

/** Every criterion either finds what it says, or is refused when the connector says that it lacks it. */
export const CRITERIA_BEHAVIOURS: readonly Behaviour[] = NAMES.map((name) => ({
  id: `find.${name}`,
  says: `finds tickets by ${name}, or refuses to when it lacks that`,
  check: async (bench) => {
    const { right, wrong, criteria } = criteriaOf(bench).find((criterion) => criterion.name === name) as Criterion;
    const lacks: Readonly<Record<string, string | undefined>> = bench.harness.type.lacks;
    if (neededBySearch(criteria).some(({ capability }) => lacks[capability] !== undefined)) {
      const { system } = await bench.start();
      await failure(system.findTickets(criteria), 'permanent');
      return;
    }
    const { system } = await bench.start({
      tickets: [
        { subject: 'wrong', ...wrong },
        { subject: 'right', ...right },
      ],
    });
    await finds(system, criteria, ['right']);
  },
}));

/** What a search gives beside the right tickets. */
export const SEARCH_BEHAVIOURS: readonly Behaviour[] = [
  ...CRITERIA_BEHAVIOURS,
  {
    id: 'find.all_criteria',
    says: 'finds the tickets that meet all criteria, not those that meet one',
    check: async (bench) => {
      const [first, second] = bench.words.queues;
      const { open, closed } = bench.words.states;
      const tickets = [
        { subject: 'both', queue: first, state: open },
        { subject: 'queue only', queue: first, state: closed },
        { subject: 'state only', queue: second, state: open },
      ];
      const { system } = await bench.start({ tickets });
      await finds(system, { queue: { name: first }, state: { name: open } }, ['both']);
    },
  },
  {
    id: 'find.body',
    says: 'gives found tickets with what the customer wrote',
    check: async (bench) => {
      const { system, ids } = await bench.start({ tickets: [{ subject: 'VPN', body: 'It drops every hour' }] });
      const [ticket] = (await system.findTickets({ queue: { name: bench.words.queues[0] } })).tickets;
      equal(ticket?.id, ids[0]);
      equal(ticket?.body.trim(), 'It drops every hour');
      equal(ticket?.queue?.name, bench.words.queues[0]);
    },
  },
  {
    id: 'find.nothing',
    says: 'gives an empty last page when nothing matches',
    check: async (bench) => {
      const { system } = await bench.start({ tickets: [{ subject: 'elsewhere', queue: bench.words.queues[0] }] });
      deepEqual(await system.findTickets({ queue: { name: bench.words.queues[1] } }), { tickets: [], next_cursor: null });
    },
  },
  {
    id: 'find.empty_criterion',
    says: 'refuses a criterion that is there but empty, as a template may leave it, and does not find everything',
    check: async (bench) => {
      const { system } = await bench.start({ tickets: [{ subject: 'any' }] });
      for (const criteria of [{ queue: {} }, { queue: { name: '' } }, { queue: null }, { customer: { email: '' } }, { state: {} }]) {
        await failure(system.findTickets(criteria as TicketSearchCriteria), 'permanent');
      }
    },
  },
  {
    id: 'find.unknown_queue',
    says: 'refuses to search a queue that does not exist, and says which one may be meant',
    check: async (bench) => {
      const [queue] = bench.words.queues;
      const { system } = await bench.start({ tickets: [{ subject: 'any', queue }] });
      const error = await failure(system.findTickets({ queue: { name: `${queue}x` } }), 'permanent');
      ok(error.message.includes(queue), `the error must name "${queue}": ${error.message}`);
    },
  },
  {
    id: 'find.hostile',
    says: 'takes quotes, wildcards and operators in a criterion for text',
    check: async (bench) => {
      const { system } = await bench.start({ tickets: [{ subject: 'a' }, { subject: 'b' }] });
      for (const text of [`' OR '1'='1`, '*', '%', `x" OR id > 0 OR "`, `\\' OR 1=1 --`, '(a|b)', '{{ 1 }}', '$ne']) {
        const found = await subjects(system, { customer: { email: text } }).catch(() => []);
        deepEqual(found, [], `customer ${text} must find nothing`);
      }
    },
  },
];
