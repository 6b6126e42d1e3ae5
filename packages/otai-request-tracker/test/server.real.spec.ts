import * as fc from 'fast-check';
import type { TicketUpdate } from 'open-ticket-ai';
import { connect } from './support/connector.js';
import { failure } from './support/failure.js';
import { describeReal } from './support/real-server.js';
import { RestUser } from './support/rest.js';
import type { RequestTrackerTicketSystem } from '../src/request-tracker.ticket-system.js';

const ODD_FIELD = String.raw`It's "odd" \ {really}`;
const RAW_COMMENT = { Content: 'x', ContentType: 'text/plain' };

describeReal('what only a real Request Tracker 5 can show', {}, (tracker) => {
  const open: RequestTrackerTicketSystem[] = [];
  const as = (name: 'otai' | 'viewer', params = {}): RequestTrackerTicketSystem => {
    const { system } = connect(tracker().url, tracker().tokens[name], params);
    open.push(system);
    return system;
  };
  const create = (fields = {}): Promise<string> =>
    new RestUser(tracker(), 'root').create({ Queue: 'Support', Subject: 'old', Content: 'x', ...fields });
  const setUser = (fields: object): Promise<unknown> => new RestUser(tracker(), 'root').put('/user/otai', fields);

  afterEach(async () => {
    for (const system of open.splice(0)) await system.onApplicationShutdown();
  });

  describe('refuses aloud what the server refuses in silence', () => {
    it.each<[string, TicketUpdate, RegExp]>([
      ['a queue in which the user may not make tickets', { queue: { name: 'Archive' } }, /did not change queue/],
      ['an owner who may not own tickets there', { owner: { name: 'viewer' } }, /did not change owner/],
      ['a state that the lifecycle does not have', { state: { name: 'weird' } }, /did not change state/],
      ['a subject that is too long for the database', { subject: 'é'.repeat(150) }, /did not change subject/],
    ])('%s, and writes no note with it', async (_what, update, message) => {
      const id = await create();
      const system = as('otai', { states: ['new', 'open', 'weird'] });
      const error = await failure(system.updateTicket(id, { ...update, note: { body: 'moved' } }));
      expect(error).toMatchObject({ kind: 'permanent', ticketId: id });
      expect(error.message).toMatch(message);
      expect((await system.getTicket(id)).notes).toEqual([]);
    });

    it('says what was changed when only a part was, and what the server said', async () => {
      const id = await create();
      const error = await failure(as('otai').updateTicket(id, { subject: 'new', queue: { name: 'Archive' } }));
      expect(error.effect).toBe('partial');
      expect(error.message).toMatch(/did not change queue, and said ".*Permission Denied.*; it did change subject/);
    });

    it('says that nothing was changed when nothing was', async () => {
      const id = await create();
      const error = await failure(as('otai').updateTicket(id, { queue: { name: 'Archive' } }));
      expect(error.effect).toBe('none');
    });

    it('everything for a user who may only look', async () => {
      const id = await create();
      const error = await failure(as('viewer').updateTicket(id, { subject: 'new', priority: { name: 'High' } }));
      expect(error.message).toMatch(/did not change subject, priority.*Permission Denied/);
      await expect(as('viewer').addNote(id, { body: 'x' })).rejects.toMatchObject({ kind: 'unauthorized', effect: 'none' });
    });

    it('a ticket, a queue and a history that the user may not see', async () => {
      const id = await new RestUser(tracker(), 'alice').create({ Queue: 'Hidden', Subject: 'secret', Content: 'x' });
      await expect(as('otai').getTicket(id)).rejects.toMatchObject({ kind: 'unauthorized' });
      await expect(as('otai').updateTicket(id, { subject: 'x' })).rejects.toMatchObject({ kind: 'unauthorized' });
      await expect(as('otai').addNote(id, { body: 'x' })).rejects.toMatchObject({ kind: 'unauthorized' });
      await expect(as('otai').createTicket({ queue: { name: 'Hidden' }, subject: 'x', body: '' })).rejects.toThrow(
        'there is no queue "Hidden"',
      );
    });
  });

  describe('looks names up before it writes', () => {
    it.each<[string, TicketUpdate, RegExp]>([
      [
        'a value outside a Select list',
        { custom_fields: { Severity: 'Hihg' } },
        /no value of custom field "Severity" "Hihg"[^]*did you mean "High"/,
      ],
      ['an unknown custom field', { custom_fields: { Severty: 'High' } }, /no custom field "Severty"[^]*did you mean "Severity"/],
      ['an owner with a slip', { owner: { name: 'alcie' } }, /no owner "alcie"/],
      ['an address that is none as the customer', { customer: { email: 'nobody at home' } }, /which is none/],
      ['a priority that is no name and no number', { priority: { name: 'very' } }, /no priority "very"/],
    ])('%s is refused', async (_what, update, message) => {
      const id = await create({ Priority: 40 });
      const error = await failure(as('otai').updateTicket(id, { subject: 'new', ...update }));
      expect(error).toMatchObject({ kind: 'permanent', effect: 'none' });
      expect(error.message).toMatch(message);
      await expect(as('otai').getTicket(id)).resolves.toMatchObject({ subject: 'old', priority: { id: '40', name: 'Low' } });
    });

    it('values of a Select list are written as the list spells them', async () => {
      const id = await create();
      await expect(as('otai').updateTicket(id, { custom_fields: { Severity: 'hIGH' } })).resolves.toMatchObject({
        custom_fields: { Severity: 'High' },
      });
    });

    it('owners go by login, address or real name; nobody is somebody, too', async () => {
      const id = await create();
      for (const owner of [{ name: 'Alice Agent' }, { email: 'ALICE@desk.example.org' }, { id: 'alice' }]) {
        await expect(as('otai').updateTicket(id, { owner })).resolves.toMatchObject({ owner: { id: 'alice' } });
        await expect(as('otai').updateTicket(id, { owner: { name: 'Nobody' } })).resolves.toMatchObject({ owner: null });
      }
      await as('otai').updateTicket(id, { owner: { name: 'alice' } });
      await expect(as('otai').updateTicket(id, { owner: { name: 'bob' } })).resolves.toMatchObject({ owner: { id: 'bob' } });
    });

    it('a ticket is not made when its owner, a field or its customer is unknown', async () => {
      const ticket = { queue: { name: 'Support' }, subject: 'never made', body: 'x' };
      for (const wrong of [
        { owner: { name: 'ghost' } },
        { custom_fields: { Nope: 'x' } },
        { customer: { email: 'x' } },
        { state: { name: 'nope' } },
      ]) {
        await expect(as('otai').createTicket({ ...ticket, ...wrong })).rejects.toMatchObject({ kind: 'permanent', effect: 'none' });
      }
      expect(tracker().sql("SELECT COUNT(*) FROM Tickets WHERE Subject = 'never made';").trim()).toBe('0');
    });

    it('a ticket is made with all that can be set', async () => {
      const made = await as('otai').createTicket({
        queue: { name: 'Network' },
        subject: 'Neu 🎉',
        body: 'Text\nmit Zeilen',
        priority: { name: '77' },
        owner: { name: 'bob' },
        customer: { email: 'new.customer@example.org' },
        tags: ['a', 'ü'],
        custom_fields: { 'AI Note': '0' },
        note: { body: 'made by a test' },
      });
      expect(made).toMatchObject({
        queue: { name: 'Network' },
        priority: { id: '77', name: 'Medium' },
        owner: { id: 'bob' },
        customer: { email: 'new.customer@example.org' },
        tags: ['a', 'ü'],
        custom_fields: { 'AI Note': '0' },
        notes: [{ body: 'made by a test', visibility: 'internal' }],
      });
    });
  });

  describe('the connection that is cut', () => {
    it.each(['ru', 'de'])('a note is written once, and known to be, for a user who reads %s', async (Lang) => {
      const id = await create();
      await setUser({ Lang });
      try {
        const note = await as('otai').addNote(id, { body: 'Grüße 日本 🎉' });
        const { notes } = await as('otai').getTicket(id);
        expect(notes).toEqual([note]);
      } finally {
        await setUser({ Lang: 'en' });
      }
    });

    it('is cut indeed, though the comment is written', async () => {
      const id = await create();
      await setUser({ Lang: 'ru' });
      try {
        await expect(new RestUser(tracker(), 'otai').post(`/ticket/${id}/comment`, RAW_COMMENT)).rejects.toThrow('fetch failed');
      } finally {
        await setUser({ Lang: 'en' });
      }
      expect((await as('otai').getTicket(id)).notes).toHaveLength(1);
    });

    it('errors say what they mean in any language of the user', async () => {
      const id = await create();
      await setUser({ Lang: 'de' });
      try {
        const error = await failure(as('otai').updateTicket(id, { queue: { name: 'Archive' } }));
        expect(error).toMatchObject({ kind: 'permanent', effect: 'none' });
        expect(error.message).toMatch(/did not change queue, and said ".*verweigert/i);
      } finally {
        await setUser({ Lang: 'en' });
      }
    });
  });

  describe('times in a search', () => {
    it.each(['UTC', 'Asia/Tokyo', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland'])(
      'mean the same moment for a user in %s',
      async (zone) => {
        const ids = [await create(), await create(), await create()] as const;
        ['07:59:59', '08:00:00', '23:59:59'].forEach((time, i) =>
          tracker().sql(
            `UPDATE Tickets SET Created = '2026-03-01 ${time}', LastUpdated = '2026-03-01 ${time}', Status = 'stalled' WHERE id = ${ids[i]};`,
          ),
        );
        await setUser({ Timezone: zone });
        await expect(found(as('otai'), { created_since: '2026-03-01T08:00:00Z' })).resolves.toEqual(ids.slice(1));
        await expect(found(as('otai'), { updated_since: '2026-03-01T08:00:01Z' })).resolves.toEqual(ids.slice(2));
        await expect(found(as('otai'), { updated_since: '2026-03-01T16:59:59+09:00' })).resolves.toEqual(ids);
        await expect(found(as('otai'), { created_since: '2026-03-02' })).resolves.toEqual([]);
        await setUser({ Timezone: 'UTC' });
        tracker().sql("UPDATE Tickets SET Status = 'deleted' WHERE Status = 'stalled';");
      },
    );
  });

  describe('any text', () => {
    it('is found by what it was set to, and finds nothing else', async () => {
      const id = await create();
      const system = as('otai');
      const texts = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.stringMatching(/^['"\\(){}%_ ORid=>0*;-]{1,12}$/));
      const askable = texts.filter((text) => text.trim() !== '' && !/^cf\./i.test(text) && !/[\0\uFFFD]/.test(text));
      await fc.assert(
        fc.asyncProperty(askable, async (text) => {
          const custom_fields = { [ODD_FIELD]: text };
          expect((await system.updateTicket(id, { custom_fields })).custom_fields).toMatchObject(custom_fields);
          const { tickets } = await system.findTickets({ custom_fields });
          expect(tickets.map((ticket) => ticket.id)).toEqual([id]);
        }),
        { numRuns: 25, examples: [[`' OR id > 0 OR '`], ['\\'], [`\\' OR 1=1 --`], ['NULL'], ['__Active__'], ['a\nb'], ['日本🎉'], ['0']] },
      );
    });

    it.each(['CF.{Labels}', '__CurrentUser__', 'é'.repeat(130)])(
      'is refused when the server would take it for something else: %s',
      async (text) => {
        await expect(as('otai').findTickets({ custom_fields: { 'AI Note': text } })).rejects.toMatchObject({ kind: 'permanent' });
      },
    );
  });

  describe('many at once', () => {
    it('of eight tags that are added to one ticket at the same time none is lost', async () => {
      const id = await create();
      const tags = Array.from('abcdefgh');
      await Promise.all(tags.map((tag) => as('otai').updateTicket(id, { add_tags: [tag] })));
      expect((await as('otai').getTicket(id)).tags.toSorted()).toEqual(tags);
    });

    it('of two that decided on the same reading one wins and the other is told', async () => {
      const id = await create();
      const expected = await as('otai').getTicket(id);
      const update = (name: string) => as('otai').updateTicket(id, { queue: { name } }, { expected });
      const results = await Promise.allSettled([update('Billing'), update('Network')]);
      expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(results.find((result) => result.status === 'rejected')?.reason).toMatchObject({ kind: 'conflict', effect: 'none' });
    });
  });

  it('a ticket into which another was merged has the words of both', async () => {
    const [from, into] = [await create({ Content: 'first text' }), await create({ Content: 'second text' })];
    await new RestUser(tracker(), 'root').put(`/ticket/${from}`, { MergeInto: into });
    const ticket = await as('otai').getTicket(into);
    expect([ticket.body, ticket.notes.map(({ body }) => body)]).toEqual(['second text', ['first text']]);
    await expect(as('otai').getTicket(from)).rejects.toThrow(`it was merged into ticket ${into}`);
  });

  it('the health check tells a good token from a bad one', async () => {
    await expect(as('otai').checkHealth()).resolves.toBeUndefined();
    const { system } = connect(tracker().url, `1-27-${'0'.repeat(32)}`);
    await expect(system.checkHealth()).rejects.toMatchObject({ kind: 'unauthorized' });
    await system.onApplicationShutdown();
  });
});

/** The ids of the stalled tickets that a search finds. */
async function found(system: RequestTrackerTicketSystem, criteria: object): Promise<readonly string[]> {
  const { tickets } = await system.findTickets({ state: { name: 'stalled' }, ...criteria });
  return tickets.map(({ id }) => id);
}
