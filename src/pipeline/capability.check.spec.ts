import { Service } from 'open-ticket-ai';
import { bootOtai, MemoryTicketSystem } from 'open-ticket-ai/testing';

/** A helpdesk as small as they come. */
@Service('small_desk')
class SmallDesk extends MemoryTicketSystem {
  static override readonly lacks = {
    'find.type': 'its tickets have no type',
    'find.offset': 'it pages by cursor',
    'update.tags': 'it can only add and remove tags',
    'note.public': 'customers cannot read it',
  };
}

/** Boots steps about a small helpdesk; gives what is wrong with them. */
async function problemsOf(steps: readonly object[]): Promise<string> {
  const withServices = steps.map((step, i) => ({ id: `step${i}`, injects: { ticket_system: 'desk' }, ...step }));
  const config = { otai: { services: { desk: { use: 'small_desk' } }, pipelines: { p: { steps: withServices } } } };
  const app = bootOtai(config, { providers: [SmallDesk] });
  return app.then(
    (booted) => booted.close().then(() => ''),
    (error: Error) => error.message,
  );
}

const fetch = (ticket_search_criteria: object | string) => ({ use: 'base:fetch_tickets', params: { ticket_search_criteria } });
const update = (updated_ticket: object) => ({ use: 'base:update_ticket', params: { ticket_id: '1', updated_ticket } });
const note = (text: object) => ({ use: 'base:add_note', params: { ticket_id: '1', note: text } });

describe('what a pipeline asks of a ticket system that cannot do it', () => {
  it('is a problem of the config, with its place and the reason', async () => {
    const message = await problemsOf([fetch({ type: { name: 'incident' } })]);
    expect(message).toContain('ticket_search_criteria.type');
    expect(message).toContain('asks for find.type, which "desk" (small_desk) lacks: its tickets have no type');
  });

  it('is found in searches, updates, notes and the notes of updates, all at once', async () => {
    const message = await problemsOf([
      fetch({ offset: 10 }),
      update({ tags: ['a'], note: { body: 'x', visibility: 'public' } }),
      note({ body: 'x', visibility: 'public' }),
    ]);
    expect(message.match(/asks for [a-z._]+/g)).toEqual([
      'asks for find.offset',
      'asks for update.tags',
      'asks for note.public',
      'asks for note.public',
    ]);
  });

  it('is also what a template will fill in', async () => {
    expect(await problemsOf([fetch({ type: { name: '{{ input.type }}' } })])).toContain('find.type');
  });

  it('is nothing where the value given asks for no more than the default', async () => {
    expect(await problemsOf([fetch({ offset: 0, queue: { name: 'Incoming' } }), note({ body: 'x', visibility: 'internal' })])).toBe('');
  });

  it('is nothing in a whole value that only a template knows: the connector refuses it then', async () => {
    expect(await problemsOf([fetch('{{ input }}')])).toBe('');
  });
});
