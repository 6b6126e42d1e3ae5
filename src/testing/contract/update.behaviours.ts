import { deepEqual, equal, ok } from 'node:assert/strict';
import type { TicketUpdate } from '../../api/tickets/ticket.js';
import { failure, type Behaviour } from './behaviour.js';

/** What an update changes, and what it refuses. */
export const UPDATE_BEHAVIOURS: readonly Behaviour[] = [
  {
    id: 'update.only_named',
    says: 'changes what an update names and nothing else, and returns the ticket as the next read shows it',
    check: async (bench) => {
      const { queues, priorities, custom_field } = bench.words;
      const seed = { subject: 'VPN', body: 'Down', queue: queues[0], tags: ['net'], custom_fields: { [custom_field]: 'blue' } };
      const { system, ids } = await bench.start({ tickets: [seed] });
      const before = await system.getTicket(ids[0] as string);
      const after = await system.updateTicket(before.id, { queue: { name: queues[1] }, priority: { name: priorities[1] } });
      deepEqual(after, await system.getTicket(before.id));
      deepEqual([after.queue?.name, after.priority?.name], [queues[1], priorities[1]]);
      const { queue, priority, updated_at, raw } = after;
      deepEqual(after, { ...before, queue, priority, updated_at, raw });
    },
  },
  {
    id: 'update.subject',
    says: 'changes the subject, whatever characters it holds, and not those of HTML into others',
    check: async (bench) => {
      const { system, ids } = await bench.start({ tickets: [{ subject: 'old' }] });
      const subject = `<b>"Größe" & 'Maß' 日本 🎉</b> {{ 1 }}`;
      equal((await system.updateTicket(ids[0] as string, { subject })).subject, subject);
    },
  },
  {
    id: 'update.tags',
    says: 'adds tags and takes tags away without touching the others, or refuses to when it lacks that',
    check: async (bench) => {
      const { system, ids } = await bench.start({ tickets: [{ subject: 'a', tags: ['one', 'two'] }] });
      const [id] = ids as [string];
      const change = { add_tags: ['three', 'one'], remove_tags: ['two'] };
      if (bench.harness.type.lacks['update.add_tags'] !== undefined) {
        await failure(system.updateTicket(id, change), 'permanent');
        return;
      }
      deepEqual((await system.updateTicket(id, change)).tags.toSorted(), ['one', 'three']);
      deepEqual((await system.updateTicket(id, { tags: ['four'] })).tags, ['four']);
    },
  },
  {
    id: 'update.custom_fields',
    says: 'sets a custom field, also to a text that looks like something else',
    check: async (bench) => {
      const { system, ids } = await bench.start({ tickets: [{ subject: 'a' }] });
      const { custom_field } = bench.words;
      for (const value of ['blue', '007', 'null', "it's <i>"]) {
        const { custom_fields } = await system.updateTicket(ids[0] as string, { custom_fields: { [custom_field]: value } });
        equal(custom_fields[custom_field], value);
      }
    },
  },
  {
    id: 'update.lacking',
    says: 'refuses to change what it says it lacks, and writes nothing',
    check: async (bench) => {
      const { lacks } = bench.harness.type;
      const { system, ids } = await bench.start({ tickets: [{ subject: 'a', body: 'first' }] });
      const before = await system.getTicket(ids[0] as string);
      const all: TicketUpdate = {
        type: { name: 'incident' },
        body: 'other',
        owner: { name: 'desk' },
        customer: { email: 'a@example.org' },
      };
      for (const [field, value] of Object.entries(all)) {
        if (!Object.hasOwn(lacks, `update.${field}`)) continue;
        await failure(system.updateTicket(before.id, { subject: 'changed', [field]: value }), 'permanent');
      }
      equal((await system.getTicket(before.id)).subject, 'a');
    },
  },
  {
    id: 'update.unknown_values',
    says: 'refuses a queue, priority or state that does not exist, names what there is, and writes nothing',
    check: async (bench) => {
      const { queues, priorities, states } = bench.words;
      const { system, ids } = await bench.start({ tickets: [{ subject: 'a', queue: queues[0] }] });
      const [id] = ids as [string];
      for (const [field, name] of Object.entries({ queue: queues[1], priority: priorities[1], state: states.closed })) {
        const error = await failure(
          system.updateTicket(id, { subject: 'changed', [field]: { name: `${name}x` }, note: { body: 'n' } }),
          'permanent',
        );
        ok(error.message.includes(`${name}x`), `the error must name "${name}x": ${error.message}`);
      }
      const { subject, queue, notes } = await system.getTicket(id);
      deepEqual([subject, queue?.name, notes], ['a', queues[0], []]);
    },
  },
  {
    id: 'update.did_you_mean',
    says: 'says which queue, priority or state may be meant',
    check: async (bench) => {
      const { queues, priorities, states } = bench.words;
      const { system, ids } = await bench.start({ tickets: [{ subject: 'a', queue: queues[0] }] });
      for (const [field, name] of Object.entries({ queue: queues[1], priority: priorities[1], state: states.closed })) {
        const error = await failure(system.updateTicket(ids[0] as string, { [field]: { name: `${name}x` } }), 'permanent');
        ok(error.message.replaceAll(`${name}x`, '').includes(name), `the error must propose "${name}": ${error.message}`);
      }
    },
  },
  {
    id: 'update.unknown_owner',
    says: 'refuses an owner who does not exist, and writes nothing',
    check: async (bench) => {
      const { system, ids } = await bench.start({ tickets: [{ subject: 'a' }] });
      await failure(system.updateTicket(ids[0] as string, { subject: 'changed', owner: { name: 'nobody.at.all' } }), 'permanent');
      equal((await system.getTicket(ids[0] as string)).subject, 'a');
    },
  },
  {
    id: 'update.empty_reference',
    says: 'refuses a queue without a name, as a template may leave it',
    check: async (bench) => {
      const { system, ids } = await bench.start({ tickets: [{ subject: 'a' }] });
      for (const queue of [{}, { name: '' }]) await failure(system.updateTicket(ids[0] as string, { queue }), 'permanent');
    },
  },
];
