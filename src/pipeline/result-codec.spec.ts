import * as fc from 'fast-check';
import { Secret } from '../api/secret.js';
import type { Ticket } from '../api/tickets/ticket.js';
import { MemoryTicketSystem } from '../testing/memory-ticket-system.js';
import { decodeResult, encodeResult, referencesIn, ticketFrom, type TicketReference } from './result-codec.js';
import { SeenValues } from './run-values.js';

const NOTE = {
  id: '3',
  subject: 'Re: VPN',
  body: 'It still does not work at home.',
  content_type: 'text/plain',
  visibility: 'public',
  author_role: 'customer',
  author: { id: '9', name: 'Ada Lovelace', email: 'ada@example.com' },
  created_at: '2026-01-01T00:00:00Z',
} as const;

/** A ticket with a value in each field. */
const TICKET = new MemoryTicketSystem().add({
  id: '42',
  subject: 'VPN down',
  body: 'I cannot work from home.',
  queue: { id: '1', name: 'Incoming' },
  priority: { id: '3', name: 'high' },
  owner: { id: '7', name: 'Support', email: 'agent@example.com' },
  customer: { id: '9', name: 'Ada Lovelace', email: 'ada@example.com' },
  tags: ['vpn'],
  custom_fields: { contract: 'gold' },
  notes: [NOTE],
  raw: { secret: 1 },
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-02T00:00:00Z',
});

const ORIGIN = { systemId: 'helpdesk', getTicket: () => Promise.resolve(TICKET) };

function setUp({ storesTexts = false } = {}) {
  const seen = new SeenValues(true);
  seen.addTicket(TICKET, ORIGIN);
  return { seen, storesTexts };
}

const encode = (data: object, options?: { storesTexts: boolean }) => encodeResult({ ...data }, setUp(options));
const noTicket = (): Ticket => {
  throw new Error('there is no ticket in it');
};

const references = (data: object): readonly TicketReference[] => referencesIn(encode(data) ?? '{}');

/** What becomes of data that are stored and read again. */
function again(data: object): unknown {
  return decodeResult(encode(data) ?? 'null', noTicket);
}

describe('a result that is kept', () => {
  it('is the same when it is read again: values, lists, mappings, times', () => {
    const data = { text: 'IT', count: 3, share: 0.25, yes: true, none: null, list: [1, ['a']], map: { a: { b: [] } }, at: new Date(5) };
    expect(again(data)).toEqual(data);
  });

  it('loses what says nothing: undefined', () => {
    expect(again({ a: undefined, list: [undefined] })).toEqual({ list: [null] });
  });

  it('is the same whatever its keys: those by which tickets are known are only those of the codec', () => {
    const hostile = { $ticket: { system: 'helpdesk', id: '1' }, $plain: { $plain: 1 }, $date: 'never', $note: {}, ['__proto__']: { a: 1 } };
    const data = { ...hostile, nested: [hostile] };
    const json = encode(data) ?? '';
    expect(decodeResult(json, noTicket)).toEqual(data);
    expect(referencesIn(json)).toEqual([]);
    expect(({} as { a?: number }).a).toBeUndefined();
  });

  it('is the same for any JSON', () => {
    const key = fc.oneof(fc.string(), fc.constantFrom('$ticket', '$note', '$date', '$plain', '__proto__', 'constructor', 'toJSON'));
    const json = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), fc.array(tie('value'), { maxLength: 4 }), tie('map')),
      map: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      leaf: fc.oneof(
        fc.string({ maxLength: 50 }),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
      ),
    }));
    fc.assert(
      fc.property(json.map, (data) => {
        const kept = encode(data);
        fc.pre(kept !== undefined);
        // As JSON itself keeps it: -0 is 0.
        expect(decodeResult(kept, noTicket)).toEqual(JSON.parse(JSON.stringify(data)));
      }),
    );
  });
});

describe('a ticket in a result', () => {
  it('is kept as a reference, with what sorts it: no texts, people or custom fields', () => {
    const { queue, priority, state, type, tags, created_at, updated_at } = TICKET;
    const snapshot = { queue, priority, state, type, tags, created_at, updated_at };
    expect(references({ tickets: [TICKET] })).toEqual([{ system: 'helpdesk', id: '42', snapshot }]);
    for (const text of ['VPN down', 'I cannot', 'It still', 'Ada', 'example.com', 'Support', 'gold', 'secret'])
      expect(encode({ tickets: [TICKET] })).not.toContain(text);
  });

  it('comes back as whatever is given for its reference', () => {
    const json = encode({ tickets: [TICKET], first: TICKET, nested: { $x: TICKET } }) ?? '';
    const read = { ...TICKET, subject: 'read again' };
    expect(decodeResult(json, ({ id }) => ({ ...read, id }))).toEqual({ tickets: [read], first: read, nested: { $x: read } });
  });

  it('that nobody can read any more is what its reference says', () => {
    const [reference] = references({ ticket: TICKET });
    const blank = { subject: '', body: '', owner: null, customer: null, custom_fields: {}, notes: [], raw: null };
    expect(reference && ticketFrom(reference)).toEqual({ ...TICKET, ...blank });
  });

  it('is kept whole where texts may be kept, but for what the helpdesk itself answered', () => {
    const { raw: _raw, ...whole } = TICKET;
    const json = encode({ ticket: TICKET }, { storesTexts: true }) ?? '';
    expect(referencesIn(json)).toEqual([{ system: 'helpdesk', id: '42', snapshot: whole }]);
  });
});

describe('a note in a result', () => {
  it('is kept without its text and its author', () => {
    const json = encode({ note: NOTE }) ?? '';
    const { id, content_type, visibility, author_role, created_at } = NOTE;
    const kept = { id, content_type, visibility, author_role, created_at, subject: null, body: '', author: null };
    expect(decodeResult(json, noTicket)).toEqual({ note: kept });
    expect(json).not.toMatch(/VPN|still|Ada/);
  });

  it('is kept whole where texts may be kept', () => {
    expect(decodeResult(encode({ note: NOTE }, { storesTexts: true }) ?? '', noTicket)).toEqual({ note: NOTE });
  });
});

describe('a result is not kept at all', () => {
  it.each([
    ['the subject of a ticket', { value: 'VPN down' }],
    ['its text, wherever it stands', { deep: [{ text: TICKET.body }] }],
    ['the text of a note', { value: NOTE.body }],
    ['the name of a customer', { who: 'Ada Lovelace' }],
    ['his address', { who: 'ada@example.com' }],
    ['a person', { who: TICKET.owner }],
    ['the custom fields', { fields: TICKET.custom_fields }],
    ['what the helpdesk itself answered', { raw: TICKET.raw }],
    ['a copy of a ticket', { ticket: { ...TICKET } }],
    ['a text so long that it may be that of a ticket', { text: 'x'.repeat(257) }],
  ])('with %s, unless texts may be kept', (_, data) => {
    expect(encode(data)).toBeUndefined();
    expect(encode(data, { storesTexts: true })).toBeDefined();
  });

  const circle: { self?: unknown } = {};
  circle.self = circle;

  it.each([
    ['a function', { f: () => 1 }],
    ['a class of its own', { secret: new Secret('hunter2') }],
    ['a Map', { map: new Map() }],
    ['a number that is none', { n: Number.NaN }],
    ['a big integer', { n: 1n }],
    ['a time that is none', { at: new Date(Number.NaN) }],
    ['a circle', circle],
    ['more than is worth keeping', { list: Array.from({ length: 30_000 }, () => 'some text') }],
  ])('with %s, which would not come back as it was', (_, data) => {
    expect(encode(data, { storesTexts: true })).toBeUndefined();
  });

  it('but words that agents and queues have too are no secret', () => {
    expect(encode({ owner: 'Support', queue: 'Incoming', empty: '' })).toBe('{"owner":"Support","queue":"Incoming","empty":""}');
  });
});
