import { KeptResult, keyOf } from './kept-result.js';
import { ticketFrom, type TicketReference } from './result-codec.js';

const reference = (id: string): TicketReference => ({ system: 'helpdesk', id, snapshot: { state: { id: '1', name: 'new' } } });
const mark = (id: string) => ({ $ticket: reference(id) });
const blank = (id: string) => ticketFrom(reference(id));
const read = (id: string) => ({ ...blank(id), subject: `subject ${id}` });

function kept(data: object): KeptResult {
  return new KeptResult(JSON.stringify(data));
}

function tickets(...ids: string[]) {
  return new Map(ids.map((id) => [keyOf({ system: 'helpdesk', id }), read(id)]));
}

describe('a result that is kept in mind', () => {
  const found = { count: 3, tickets: [mark('1'), mark('2'), mark('3')], first: mark('1'), at: { $date: '2026-01-01T00:00:00.000Z' } };

  it('knows the tickets in it, each once', () => {
    const result = kept(found);
    expect(result.references.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(result.reference('helpdesk', '2')).toEqual(reference('2'));
    expect(result.reference('other', '2')).toBeUndefined();
  });

  it('has a ticket that was read wherever it stands, and what is left of the others', () => {
    expect(kept(found).with(tickets('1'))).toEqual({
      count: 3,
      tickets: [read('1'), blank('2'), blank('3')],
      first: read('1'),
      at: new Date('2026-01-01T00:00:00.000Z'),
    });
  });

  it('is the same however often it is put together, each time with other tickets', () => {
    const result = kept(found);
    const [one, two] = [result.with(tickets('1')), result.with(tickets('2'))] as { tickets: { subject: string }[] }[];
    expect(one?.tickets.map(({ subject }) => subject)).toEqual(['subject 1', '', '']);
    expect(two?.tickets.map(({ subject }) => subject)).toEqual(['', 'subject 2', '']);
    expect(result.with(new Map())).toMatchObject({ tickets: [{ subject: '' }, { subject: '' }, { subject: '' }] });
  });

  it('puts many tickets in as it puts in a few', () => {
    const ids = ['1', '2', '3', '4', '5', '6'];
    const result = kept({ tickets: ids.map(mark) });
    expect(result.with(tickets(...ids))).toEqual({ tickets: ids.map(read) });
  });

  it('is read once for a record', () => {
    const record = { result: JSON.stringify(found) } as unknown as Parameters<typeof KeptResult.of>[0];
    expect(KeptResult.of(record)).toBe(KeptResult.of(record));
  });
});
