import { FakeServer } from 'open-ticket-ai/testing';
import type { RequestTrackerTicketSystem } from '../src/request-tracker.ticket-system.js';
import type { FakeRequestTracker } from './fake/fake-request-tracker.js';
import type { FakeSetup, FakeTicket, FakeUser } from './fake/fake-state.js';
import { connect, isWrite } from './support/connector.js';
import { failure } from './support/failure.js';
import { newFake, SETUP, tokenOf } from './support/fake-helpdesk.js';

/** A fake with a connector on it, for one test. */
class Bench {
  private readonly opened: RequestTrackerTicketSystem[] = [];

  private constructor(
    readonly fake: FakeRequestTracker,
    readonly server: FakeServer,
  ) {}

  static async start(setup: FakeSetup = SETUP): Promise<Bench> {
    const fake = newFake(setup);
    return new Bench(fake, await FakeServer.start((request) => fake.answer(request)));
  }

  as(name: string, params = {}): RequestTrackerTicketSystem {
    const { system } = connect(this.server.url, tokenOf(name), params);
    this.opened.push(system);
    return system;
  }

  create(body: object = {}): string {
    return String(this.fake.writes.create(this.user('root'), { Queue: 'Support', Subject: 'old', Content: 'x', ...body }).id);
  }

  say(id: string, how: 'comment' | 'correspond', by: string, body: object): void {
    this.fake.writes.say(this.ticket(id), how, this.user(by), { ContentType: 'text/plain', ...body });
  }

  ticket(id: string): FakeTicket {
    return this.fake.state.ticket(Number(id)) as FakeTicket;
  }

  user(name: string): FakeUser {
    return this.fake.state.user(name) as FakeUser;
  }

  paths(): readonly string[] {
    return this.server.requests.map(({ method, url }) => `${method} ${url.pathname.replace('/REST/2.0', '')}`);
  }

  async stop(): Promise<void> {
    for (const system of this.opened) await system.onApplicationShutdown();
    await this.server.stop();
  }
}

describe('the connector to Request Tracker', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.start();
  });
  afterEach(() => bench.stop());

  describe('reads', () => {
    it('the plain text of a mail that has HTML and files too', async () => {
      const id = bench.create({ Content: undefined });
      const parts = [
        { contentType: 'text/html', content: '<p>second choice</p>' },
        { contentType: 'text/plain', content: 'the text' },
        { contentType: 'text/plain', content: 'a log', filename: 'log.txt' },
      ];
      bench.fake.state.record(bench.ticket(id), 'Create', 'root', { parts });
      bench.fake.state.transactions.splice(-2, 1);
      await expect(bench.as('otai').getTicket(id)).resolves.toMatchObject({ body: 'the text' });
    });

    it('the text of a mail that is HTML only, as text', async () => {
      const id = bench.create({ Content: '<p>Hello <b>there</b><script>x</script></p>', ContentType: 'text/html' });
      await expect(bench.as('otai').getTicket(id)).resolves.toMatchObject({ body: 'Hello there' });
    });

    it('no text of a ticket without one, and not that of the mail that answered it by itself', async () => {
      const id = bench.create({ Content: undefined, Requestor: 'ada@example.org' });
      bench.fake.state.record(bench.ticket(id), 'EmailRecord', 'RT_System', {
        parts: [{ contentType: 'text/plain', content: 'Greetings' }],
      });
      await expect(bench.as('otai').getTicket(id)).resolves.toMatchObject({ body: '', notes: [] });
    });

    it('histories of more than a page, though nobody says how many pages there are', async () => {
      const id = bench.create();
      for (let i = 0; i < 250; i += 1) bench.say(id, 'comment', 'alice', { Content: `note ${i}` });
      const { notes } = await bench.as('otai').getTicket(id);
      expect(notes.map(({ body }) => body)).toEqual(Array.from({ length: 250 }, (_, i) => `note ${i}`));
    });

    it('lists to their end behind a cache that gives the first page for each', async () => {
      const items = Array.from({ length: 100 }, (_, i) => ({ id: String(i + 1), Name: `Queue ${i}` }));
      bench.server.fail({ reply: { body: { items } } });
      await expect(bench.as('otai').listValues('queue')).resolves.toHaveLength(100);
      expect(bench.server.requests).toHaveLength(2);
    });

    it('no comments where the user may not, and still the rest', async () => {
      const id = bench.create();
      bench.say(id, 'comment', 'alice', { Content: 'hidden' });
      bench.say(id, 'correspond', 'alice', { Content: 'shown' });
      const { notes } = await bench.as('viewer').getTicket(id);
      expect(notes.map(({ body }) => body)).toEqual(['shown']);
    });

    it('the text of the ticket itself, not of an older one that was merged into it', async () => {
      const [from, into] = [bench.create({ Content: 'older' }), bench.create({ Content: 'own' })];
      bench.fake.writes.changes.apply(bench.ticket(from), bench.user('root'), { MergeInto: into });
      const { body, notes } = await bench.as('otai').getTicket(into);
      expect([body, notes.map((note) => note.body)]).toEqual(['own', ['older']]);
    });

    it('dates that were never set as none, and people who are nobody as nobody', async () => {
      const id = bench.create();
      bench.ticket(id).lastUpdated = '1970-01-01T00:00:00Z';
      await expect(bench.as('otai').getTicket(id)).resolves.toMatchObject({ updated_at: null, owner: null, customer: null });
    });

    it('a field that was emptied as empty, though its value is written as null', async () => {
      const id = bench.create();
      bench.ticket(id).fields.set(4, [null]);
      const { custom_fields } = await bench.as('otai').getTicket(id);
      expect(custom_fields).toMatchObject({ 'AI Note': null });
    });

    it('fields of many values as lists, whatever they hold; without a right to definitions only those with several', async () => {
      const id = bench.create({ CustomFields: { Labels: ['one'], 'AI Note': 'n' } });
      await expect(bench.as('otai', { tags_field: undefined }).getTicket(id)).resolves.toMatchObject({
        custom_fields: { Labels: ['one'], 'AI Note': 'n' },
      });
      await expect(bench.as('bob', { tags_field: undefined }).getTicket(id)).resolves.toMatchObject({
        custom_fields: { Labels: 'one', 'AI Note': 'n' },
      });
    });

    it('a queue by its own name under an address that the server calls otherwise', async () => {
      const { raw, queue } = await bench.as('otai').getTicket(bench.create());
      expect(JSON.stringify(raw)).toContain('http://rt.invalid/');
      expect(queue).toEqual({ id: '2', name: 'Support' });
      expect(new Set(bench.server.requests.map(({ url }) => url.origin))).toEqual(new Set([bench.server.url]));
    });

    it('a page of tickets with their texts in three requests', async () => {
      for (let i = 0; i < 60; i += 1) bench.create({ Content: `text ${i}` });
      const system = bench.as('otai');
      await system.findTickets({ limit: 1 });
      bench.server.requests.length = 0;
      const { tickets } = await system.findTickets({ limit: 60 });
      expect(tickets.map(({ body }) => body)).toEqual(Array.from({ length: 60 }, (_, i) => `text ${i}`));
      expect(bench.paths()).toEqual(['GET /tickets', 'POST /transactions', 'POST /attachments']);
    });

    it('the definitions of custom fields once, however many tickets are on the first page', async () => {
      for (let i = 0; i < 20; i += 1) bench.create();
      await bench.as('otai').findTickets({ limit: 20 });
      expect(bench.paths()).toEqual(['GET /tickets', 'POST /transactions', 'POST /attachments', 'POST /customfields']);
    });

    it('more tickets than the server gives at once, page by page', async () => {
      for (let i = 0; i < 230; i += 1) bench.create();
      const pages = [];
      let cursor: string | undefined;
      do {
        const page = await bench.as('otai').findTickets({ limit: 1000, cursor });
        pages.push(page.tickets.length);
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      expect(pages).toEqual([100, 100, 30]);
    });
  });

  describe('searches', () => {
    it('by several states of a lifecycle at once', async () => {
      const ids = ['new', 'stalled', 'resolved'].map((Status) => bench.create({ Status }));
      const { tickets } = await bench.as('otai').findTickets({ state: { name: '__Active__' } });
      expect(tickets.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    });

    it.each<[string, object, RegExp]>([
      ['an unknown state', { state: { name: 'opne' } }, /no state "opne"[^]*did you mean "open"/],
      ['an unknown priority', { priority: { name: 'Hihg' } }, /no priority "Hihg"[^]*did you mean "High"/],
      ['an unknown owner', { owner: { name: 'alicee' } }, /no owner "alicee"[^]*did you mean "alice"/],
      ['an unknown custom field', { custom_fields: { 'Ai Nte': 'x' } }, /no custom field "Ai Nte"[^]*did you mean "AI Note"/],
      ['a time that is none, which the server takes for 1970', { updated_since: 'yesterday' }, /no time/],
      ['a tag that is empty', { tags: [''] }, /cannot be searched for: it is empty/],
      ['a priority that is empty', { priority: {} }, /neither an id nor a name/],
      ['an owner who is empty', { owner: {} }, /neither an id nor/],
    ])('refuses %s', async (_what, criteria, message) => {
      const error = await failure(bench.as('otai').findTickets(criteria));
      expect([error.kind, error.message]).toEqual(['permanent', expect.stringMatching(message)]);
    });

    it('by tags only where a field is named for them', async () => {
      await expect(bench.as('otai', { tags_field: undefined }).findTickets({ tags: ['x'] })).rejects.toMatchObject({
        hint: expect.stringContaining('tags_field'),
      });
    });

    it('by custom fields only where definitions can be seen, since an unknown one finds nothing in silence', async () => {
      await expect(bench.as('bob').findTickets({ custom_fields: { 'AI Note': 'x' } })).rejects.toMatchObject({ kind: 'unauthorized' });
    });

    it.each([-12, -5, 0, 5.75, 9, 14])('by times that mean the same for a user whose clock is %d hours before UTC', async (offset) => {
      const users = SETUP.users.map((user) => (user.name === 'otai' ? { ...user, offset } : user));
      const other = await Bench.start({ ...SETUP, users });
      const ids = ['07:59:59', '08:00:00', '09:30:00'].map((time) => {
        other.fake.state.now = `2026-03-01T${time}Z`;
        return other.create();
      });
      const found = await other.as('otai').findTickets({ created_since: '2026-03-01T08:00:00.400Z' });
      expect(found.tickets.map(({ id }) => id)).toEqual(ids.slice(1));
      await other.stop();
    });

    it('measures the clock once, not at each search', async () => {
      bench.create();
      const system = bench.as('otai');
      await system.findTickets({ updated_since: '2026-03-01T08:00:00Z' });
      bench.server.requests.length = 0;
      await system.findTickets({ updated_since: '2026-03-01T08:00:00Z' });
      expect(bench.paths().filter((path) => path === 'GET /tickets')).toHaveLength(1);
    });
  });

  describe('writes', () => {
    it('for the version of the ticket that it read, and plans anew when somebody was faster', async () => {
      const id = bench.create({ CustomFields: { Labels: ['theirs'] } });
      const system = bench.as('otai');
      await system.getTicket(id);
      bench.server.fail({ reply: { status: 412, body: { message: 'Precondition Failed' } } }, { times: 2, on: isWrite });
      await expect(system.updateTicket(id, { add_tags: ['ours'] })).resolves.toMatchObject({ tags: ['theirs', 'ours'] });
      const versions = bench.server.requests.filter(isWrite).map(({ headers }) => headers['if-match']);
      expect(versions.every((version) => /^"\d+"$/.test(version ?? ''))).toBe(true);
    });

    it('says conflict when somebody always is', async () => {
      const id = bench.create();
      bench.server.fail({ reply: { status: 412, body: {} } }, { on: isWrite });
      await expect(bench.as('otai').updateTicket(id, { subject: 'new' })).rejects.toMatchObject({ kind: 'conflict', effect: 'none' });
    });

    it.each(['weakens', 'takes away'])('behind a proxy that %s the mark of the version', async (how) => {
      const id = bench.create({ CustomFields: { Labels: ['theirs'] } });
      const answer = bench.fake.answer.bind(bench.fake);
      bench.fake.answer = (request) => {
        const { headers: { etag, ...headers } = {}, ...rest } = answer(request);
        return { ...rest, headers: etag === undefined || how === 'takes away' ? headers : { ...headers, etag: `W/${etag}` } };
      };
      await expect(bench.as('otai').updateTicket(id, { add_tags: ['ours'] })).resolves.toMatchObject({ tags: ['theirs', 'ours'] });
      bench.server.fail({ reply: 'cut' }, { times: 1, on: isWrite });
      await expect(bench.as('otai').addNote(id, { body: 'x' })).rejects.toMatchObject({ effect: 'unknown' });
    });

    it('sends nothing when the ticket is as it is wanted', async () => {
      const id = bench.create({ Priority: 100 });
      await bench.as('otai').updateTicket(id, { priority: { name: 'High' }, queue: { name: 'Support' }, tags: [] });
      expect(bench.server.requests.filter(isWrite)).toEqual([]);
    });

    it('takes a change for done that a person undid before it was read again', async () => {
      const id = bench.create();
      const system = bench.as('otai');
      await system.getTicket(id);
      const undo = bench.fake.answer.bind(bench.fake);
      bench.fake.answer = (request) => {
        const answer = undo(request);
        if (request.method === 'PUT') bench.fake.writes.changes.apply(bench.ticket(id), bench.user('alice'), { Priority: 7, Owner: 'bob' });
        return answer;
      };
      const after = await system.updateTicket(id, { priority: { name: 'High' }, owner: { name: 'alice' } });
      expect([after.priority?.id, after.owner?.id]).toEqual(['7', 'bob']);
    });

    it('does not take the change of another for its own that was refused', async () => {
      const id = bench.create();
      const undo = bench.fake.answer.bind(bench.fake);
      bench.fake.answer = (request) => {
        const answer = undo(request);
        if (request.method === 'PUT') bench.fake.writes.changes.apply(bench.ticket(id), bench.user('alice'), { Owner: 'bob' });
        return answer;
      };
      await expect(bench.as('otai').updateTicket(id, { owner: { name: 'viewer' } })).rejects.toThrow('did not change owner');
    });

    it('the subject on one line, and refuses one that would be cut', async () => {
      const id = bench.create();
      await expect(bench.as('otai').updateTicket(id, { subject: 'one\r\ntwo' })).resolves.toMatchObject({ subject: 'one two' });
      await expect(bench.as('otai').updateTicket(id, { subject: 'x'.repeat(201) })).rejects.toThrow(
        '201 characters; Request Tracker keeps 200',
      );
    });

    it('empties a field of one value and one of many, and both stay empty', async () => {
      const id = bench.create({ CustomFields: { Labels: ['a', 'b'], 'AI Note': '0' } });
      const system = bench.as('otai', { tags_field: undefined });
      await expect(system.updateTicket(id, { custom_fields: { Labels: null, 'AI Note': null } })).resolves.toMatchObject({
        custom_fields: { Labels: [], 'AI Note': null },
      });
    });

    it('booleans and numbers in a field as texts, and refuses what a field cannot hold', async () => {
      const id = bench.create();
      const write = (value: unknown) => bench.as('otai').updateTicket(id, { custom_fields: { 'AI Note': value } });
      await expect(write(true)).resolves.toMatchObject({ custom_fields: { 'AI Note': 'true' } });
      await expect(write(0.93)).resolves.toMatchObject({ custom_fields: { 'AI Note': '0.93' } });
      await expect(write({ a: 1 })).rejects.toThrow('cannot hold {"a":1}');
      await expect(write(['a', 'b'])).rejects.toThrow('holds one value, not 2');
    });

    it('no note without text, which the server would take', async () => {
      const id = bench.create();
      await expect(bench.as('otai').addNote(id, { body: ' \n' })).rejects.toThrow('the note has no text');
      await expect(bench.as('otai').updateTicket(id, { subject: 'new', note: { body: '' } })).rejects.toMatchObject({ effect: 'none' });
      expect(bench.ticket(id).subject).toBe('old');
    });

    it('fields never beside a comment: its answer would be cut off', async () => {
      const id = bench.create();
      await bench.as('otai').updateTicket(id, { custom_fields: { 'AI Note': '日本' }, state: { name: 'open' }, note: { body: '日本' } });
      const comment = bench.server.requests.find(({ url }) => url.pathname.endsWith('/comment'));
      expect(Object.keys(JSON.parse(comment?.body ?? '{}') as object)).toEqual(['Content', 'ContentType']);
    });

    it('a note once when its answer is lost, and finds it in the history', async () => {
      const id = bench.create();
      bench.say(id, 'comment', 'otai', { Content: 'same words' });
      bench.server.fail({ performs: true, reply: 'cut' }, { times: 1, on: isWrite });
      const note = await bench.as('otai').addNote(id, { body: 'same words' });
      const { notes } = await bench.as('otai').getTicket(id);
      expect(notes).toHaveLength(2);
      expect(note).toEqual(notes[1]);
    });

    it('a note that its writer may not read is given as it was sent', async () => {
      const blind = SETUP.users.map((user) =>
        user.name === 'bob' ? { ...user, rights: { Support: ['see', 'comment', 'modify'] as const } } : user,
      );
      const other = await Bench.start({ ...SETUP, users: blind });
      const note = await other.as('bob').addNote(other.create(), { subject: 's', body: 'written blindly' });
      expect(note).toMatchObject({ subject: 's', body: 'written blindly', visibility: 'internal', author: null });
      expect(other.fake.state.transactions.at(-1)).toMatchObject({ type: 'Comment', id: Number(note.id) });
      await other.stop();
    });

    it('says that nobody knows when the note is not found either', async () => {
      const id = bench.create();
      bench.server.fail({ reply: 'cut' }, { times: 1, on: isWrite });
      await expect(bench.as('otai').addNote(id, { body: 'lost' })).rejects.toMatchObject({ kind: 'retryable', effect: 'unknown' });
    });

    it('says that something was written when a failure comes after it', async () => {
      const id = bench.create();
      const system = bench.as('otai', { retries: 0 });
      await system.getTicket(id);
      bench.server.fail({ reply: { status: 500, body: '' } }, { on: ({ url }) => url.pathname.endsWith('/comment') });
      await expect(system.updateTicket(id, { subject: 'new', note: { body: 'n' } })).rejects.toMatchObject({ effect: 'unknown' });
      bench.server.heal();
      bench.server.fail(
        { reply: { status: 403, body: {} } },
        { on: ({ url, method }) => method === 'GET' && url.pathname.endsWith('/tickets') },
      );
      await expect(system.updateTicket(id, { subject: 'newer' })).rejects.toMatchObject({ kind: 'unauthorized', effect: 'partial' });
    });

    it('a ticket that lost a part on its way in is an error that names it', async () => {
      const ticket = { queue: { name: 'Support' }, subject: 'x', body: 'x', owner: { name: 'viewer' } };
      const error = await failure(bench.as('otai').createTicket(ticket));
      expect(error).toMatchObject({ effect: 'partial', ticketId: '1' });
      expect(error.message).toContain('did not change owner');
    });

    it('two users of one real name are not guessed between', async () => {
      const twin = { id: 77, name: 'alice2', realName: 'Alice Agent', email: 'alice2@desk.example.org' };
      const other = await Bench.start({ ...SETUP, users: [...SETUP.users, twin] });
      const id = other.create();
      await expect(other.as('otai').updateTicket(id, { owner: { name: 'Alice Agent' } })).rejects.toThrow(
        '2 users are called "Alice Agent": alice, alice2',
      );
      await other.stop();
    });
  });

  describe('asks', () => {
    it('with the scheme that the server knows, and without what makes it take a program for a browser', async () => {
      await bench.as('otai').checkHealth();
      const headers = bench.server.requests[0]?.headers ?? {};
      expect(headers['authorization']).toBe(`token ${tokenOf('otai')}`);
      expect(headers['user-agent']).not.toContain('Mozilla');
      expect(headers['cookie']).toBeUndefined();
    });

    it('below the address it was given, with or without the path of the API', async () => {
      for (const path of ['', '/', '/REST/2.0', '/REST/2.0/']) {
        const { system } = connect(bench.server.url + path, tokenOf('otai'));
        await expect(system.listValues('queue')).resolves.toEqual(['Archive', 'Billing', 'General', 'Network', 'Support']);
        await system.onApplicationShutdown();
      }
    });

    it('names the right that is missing when no queue is seen', async () => {
      const nobody = { id: 90, name: 'viewer', realName: '', email: '' };
      const other = await Bench.start({ ...SETUP, users: [nobody] });
      await expect(other.as('viewer').checkHealth()).rejects.toMatchObject({
        kind: 'unauthorized',
        hint: expect.stringContaining('SeeQueue'),
      });
      await other.stop();
    });

    it('for what a field may hold: states and priorities of the params; owners are not known', async () => {
      const system = bench.as('otai', { states: ['new', 'waiting'], priorities: { low: 1, high: 9 } });
      await expect(system.listValues('state')).resolves.toEqual(['new', 'waiting']);
      await expect(system.listValues('priority')).resolves.toEqual(['low', 'high']);
      await expect(system.listValues('owner')).resolves.toBeNull();
      await expect(system.listValues('type')).resolves.toBeNull();
    });
  });
});
