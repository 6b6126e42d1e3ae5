import { readFileSync } from 'node:fs';
import { bootOtai, type MemoryTicketSystem } from 'open-ticket-ai/testing';
import ExamplePluginPlugin from '../src/plugin.js';

const person = (email: string) => ({ id: null, name: null, email });

describe('test/config.yml', () => {
  it('moves the tickets of important customers, and leaves the others', async () => {
    const config = readFileSync(new URL('config.yml', import.meta.url), 'utf8');
    const app = await bootOtai(config, { plugins: [ExamplePluginPlugin] });
    const helpdesk = app.service<MemoryTicketSystem>('helpdesk');
    helpdesk.add({ subject: 'VPN', queue: 'Incoming', customer: person('ada@example.com') });
    helpdesk.add({ subject: 'Toner', queue: 'Incoming', customer: person('bob@example.org') });
    const run = await app.run('first_class');
    expect(run.succeeded).toBe(true);
    expect(run.data).toMatchObject({ succeeded_count: 1, skipped_count: 1 });
    expect(helpdesk.tickets.map(({ queue }) => queue?.name)).toEqual(['First Class', 'Incoming']);
    await app.close();
  });
});
