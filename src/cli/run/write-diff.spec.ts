import * as fc from 'fast-check';
import type { Ticket, TicketUpdate } from '../../api/tickets/ticket.js';
import { previewTicket } from '../../pipeline/ticket-preview.js';
import { writeDiff } from './write-diff.js';

const VPN: Ticket = {
  ...previewTicket({ subject: 'VPN', body: 'It is down.' }),
  id: '7',
  queue: { id: '1', name: 'Incoming' },
  owner: { id: null, name: null, email: 'anna@example.com' },
  tags: ['new'],
  custom_fields: { level: 1 },
};

function diffOf(change: TicketUpdate, before: Ticket | null = VPN): string[] {
  return writeDiff({ system: 'desk', operation: 'updateTicket', ticketId: '7', before, change });
}

describe('what a write would do', () => {
  it('is told field by field, before → after', () => {
    const change = {
      subject: 'VPN Berlin',
      queue: { name: 'IT' },
      state: { name: 'open' },
      owner: { name: 'Otto' },
      custom_fields: { level: 2, site: 'B' },
    };
    expect(diffOf(change)).toEqual([
      'subject: VPN → VPN Berlin',
      'queue: Incoming → IT',
      'state: none → open',
      'owner: anna@example.com → Otto',
      'custom_fields.level: 1 → 2',
      'custom_fields.site: null → B',
    ]);
  });

  it('tells the tags as they would be', () => {
    expect(diffOf({ add_tags: ['vpn'], remove_tags: ['new'] })).toEqual(['tags: new → vpn']);
    expect(diffOf({ add_tags: ['vpn'], remove_tags: ['new'] }, null)).toEqual(['add_tags: vpn', 'remove_tags: new']);
  });

  it('leaves out what would stay as it is', () => {
    expect(diffOf({ queue: { id: '1' }, priority: { name: 'high' }, tags: ['new'] })).toEqual(['priority: none → high']);
    expect(diffOf({ queue: { name: 'Incoming' } })).toEqual(['nothing would change']);
  });

  it('tells only what would be there, of a ticket that the run has not seen or that is new', () => {
    expect(diffOf({ queue: { name: 'IT' } }, null)).toEqual(['queue: IT']);
    const change = { subject: 'New', body: 'A text.', queue: { name: 'IT' } };
    expect(writeDiff({ system: 'desk', operation: 'createTicket', ticketId: null, before: null, change })).toEqual([
      'subject: New',
      'body: A text.',
      'queue: IT',
    ]);
  });

  it('shows a note with its text and who could read it', () => {
    const note = { body: 'Routed.\nBye.\n' };
    expect(diffOf({ note })).toEqual(['note (internal):', '  | Routed.', '  | Bye.']);
    const html = { body: '<p>x</p>', visibility: 'public', content_type: 'text/html', subject: 'Re' } as const;
    const write = { system: 'desk', operation: 'addNote', ticketId: '7', before: VPN, change: html } as const;
    expect(writeDiff(write)).toEqual(['note (public, text/html, "Re"):', '  | <p>x</p>']);
  });

  it('puts long texts and those of several lines in blocks', () => {
    expect(diffOf({ body: 'One\nTwo' })).toEqual(['body before:', '  | It is down.', 'body:', '  | One', '  | Two']);
  });

  it('lets no text out of its line, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, name) => {
        const lines = diffOf({ subject: text, note: { body: text, subject: name }, queue: { name }, custom_fields: { [name]: text } });
        // eslint-disable-next-line no-control-regex -- what must not be there
        for (const line of lines) expect(line).not.toMatch(/[\n\r\u001B\u009B\u202E]/);
      }),
    );
  });
});
