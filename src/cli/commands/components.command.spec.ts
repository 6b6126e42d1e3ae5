import { PluginFactory } from 'open-ticket-ai';
import { TestingPlugin } from 'open-ticket-ai/testing';
import { FakeIo, temporaryFolder } from '../../../test/support/fake-io.js';
import type { ComponentReference } from '../../schema/component-reference.js';
import { ComponentsCommand, type ComponentsCommandOptions } from './components.command.js';

class BrokenPlugin extends PluginFactory {
  injectables(): never {
    throw new Error('no');
  }
}

async function components(options: ComponentsCommandOptions = {}, plugins: (new () => PluginFactory)[] = [TestingPlugin]) {
  const io = new FakeIo();
  const code = await new ComponentsCommand(io, { plugins }).execute(options);
  return { io, code };
}

describe('otai components', () => {
  it('lists what a config can name, by kind, and needs no config for it', async () => {
    const { io, code } = await components();
    expect(code).toBe(0);
    expect(io.stdout).toContain(
      'Pipes\n  base:fetch_tickets            Fetches the tickets that match; gives fetched_tickets and count.\n',
    );
    expect(io.stdout).toContain('Services\n  base:local_helpdesk');
    expect(io.stdout).toContain('\n  testing:memory_ticket_system  ');
    expect(io.stdout).toContain('Triggers\n  base:interval                 Fires at equal intervals.\n');
    expect(Math.max(...io.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it.each(['base:add_note', 'base:AddNotePipe', 'otai_base:add_note', 'add_note', 'AddNotePipe'])('tells all about %s', async (name) => {
    const { io } = await components({ name });
    expect(io.stdout).toBe(`base:add_note (pipe, class AddNotePipe)
Adds a note to a ticket, internal by default; gives note.

Injects
  ticket_system: the id of a TicketSystem

Params
  ticket_id: id, required
      The ticket that gets the note.
      e.g. "{{ ticket.id }}"
  note: object, required
      The note. Internal unless it says otherwise.
    subject: text
        The subject line of the note.
    body: text, required
        The text of the note.
    content_type: one of: text/plain, text/html, default "text/plain"
        How the body is to be read.
    visibility: one of: internal, public, default "internal"
        Who may read it: agents only (internal), or the customer too (public).
`);
  });

  it('says of an open class that it keeps other params', async () => {
    const { io } = await components({ name: 'base:for_each' });
    expect(io.stdout).toContain('  concurrency: whole number, default 1, must not be less than 1, must not be greater than 1000\n');
    expect(io.stdout).toContain('… and any others, for the steps inside');
  });

  it('--json gives the same as data', async () => {
    const { io } = await components({ json: true });
    const all = io.json<ComponentReference[]>();
    expect(all.find(({ use }) => use === 'base:cron')).toMatchObject({
      kind: 'trigger',
      className: 'CronTrigger',
      params: [
        { name: 'cron', type: 'text', required: true, example: '*/5 8-18 * * MON-FRI' },
        { name: 'time_zone', required: false },
        { name: 'catch_up', required: false },
      ],
    });
  });

  it('knows what was meant', async () => {
    await expect(components({ name: 'base:ad_note' })).rejects.toThrow(
      'there is no component "base:ad_note"\n  -> did you mean "base:add_note"?',
    );
    await expect(components({ name: 'quite_different' })).rejects.toThrow('otai components lists all of them');
  });

  it('leaves out what is broken, and says so', async () => {
    const { io, code } = await components({}, [BrokenPlugin]);
    expect(code).toBe(0);
    expect(io.stderr).toContain('warning: a plugin is left out\n  BrokenPlugin: ');
    expect(io.stdout).toContain('base:fetch_tickets');
  });

  it('shows only the plugins that a config allows', async () => {
    const io = new FakeIo({ cwd: temporaryFolder({ 'config.yml': 'otai: { plugins: [otai-nowhere] }' }) });
    await new ComponentsCommand(io).execute({});
    expect(io.stderr).toContain('otai-nowhere: it is named in `plugins:` but not installed');
  });
});
