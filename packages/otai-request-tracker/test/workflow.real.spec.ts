import { readFileSync } from 'node:fs';
import { bootOtai, FakeServer, type FakeClassifier, type FakeRequest, type BootedOtai } from 'open-ticket-ai/testing';
import type { RequestTracker } from '../../../scripts/request-tracker/server.mjs';
import RequestTrackerPlugin from '../src/plugin.js';
import { connect, isWrite } from './support/connector.js';
import { passOn } from './support/pass-on.js';
import { describeReal } from './support/real-server.js';
import { RestUser } from './support/rest.js';

const CONFIG = `
otai:
  services:
    helpdesk:
      use: request-tracker:request_tracker
      params:
        base_url: "{{ get_env('RT_URL') }}"
        access_token: "{{ get_env('RT_TOKEN') }}"
        tags_field: Labels
        max_wait: 0
    labels: { use: testing:fake_classifier }
  pipelines:
    route:
      steps:
        - id: fetch
          use: base:fetch_tickets
          injects: { ticket_system: helpdesk }
          params:
            ticket_search_criteria: { queue: { name: Support }, state: { name: __Active__ }, without_tags: [routed], limit: 100 }
        - id: each
          use: base:for_each
          params:
            items: "{{ get_pipe_result('fetch', 'fetched_tickets') }}"
            as: ticket
            steps:
              - id: classify
                use: base:classification
                injects: { classification_service: labels }
                params: { text: "{{ ticket.subject }} {{ ticket.body }}" }
              - id: update
                use: base:update_ticket
                injects: { ticket_system: helpdesk }
                params:
                  ticket_id: '{{ ticket.id }}'
                  updated_ticket:
                    queue: { name: "{{ get_pipe_result('classify', 'label') }}" }
                    priority: { name: High }
                    owner: { email: alice@desk.example.org }
                    add_tags: [routed]
                    custom_fields: { Severity: medium, AI Note: "für {{ ticket.customer.email }} 🤖" }
                    note: { subject: Routed, body: "Queue: {{ get_pipe_result('classify', 'label') }} — 日本 🤖" }
`;

const MAIL = `From: Maria <maria@customer.example.org>
To: desk@example.org
Subject: =?utf-8?Q?Falsche_Rechnung_=E2=80=93_dringend?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer"

--outer
Content-Type: multipart/alternative; boundary="inner"

--inner
Content-Type: text/plain; charset=utf-8

Die Rechnung 4711 ist zu hoch. Grüße 👋

--inner
Content-Type: text/html; charset=utf-8

<p>Die <b>Rechnung 4711</b> ist zu hoch.</p>

--inner--
--outer
Content-Type: text/csv; name="invoice.csv"
Content-Disposition: attachment; filename="invoice.csv"

4711,99.99
--outer--
`;

describeReal('mail in, routed, read back: on a real Request Tracker 5', {}, (tracker) => {
  it('finds a mail, classifies it, moves it, prioritises it, gives it an owner, sets fields and tags, and comments; the customer sees no note', async () => {
    tracker().mail('Support', MAIL);
    const app = await boot(tracker(), tracker().url);
    await expect(app.run('route')).resolves.toMatchObject({ status: 'succeeded' });

    const { system } = connect(tracker().url, tracker().tokens.alice);
    const [ticket] = (await system.findTickets({ customer: { email: 'maria@customer.example.org' } })).tickets;
    const read = await system.getTicket(ticket?.id ?? '');
    expect(read).toMatchObject({
      subject: 'Falsche Rechnung – dringend',
      queue: { name: 'Billing' },
      priority: { id: '100', name: 'High' },
      owner: { id: 'alice', name: 'Alice Agent', email: 'alice@desk.example.org' },
      customer: { id: 'maria@customer.example.org', name: 'Maria' },
      tags: ['routed'],
      custom_fields: { Severity: 'Medium', 'AI Note': 'für maria@customer.example.org 🤖' },
    });
    expect(read.body.trim()).toBe('Die Rechnung 4711 ist zu hoch. Grüße 👋');
    expect(read.notes).toMatchObject([
      {
        subject: 'Routed',
        body: 'Queue: Billing — 日本 🤖',
        visibility: 'internal',
        author_role: 'agent',
        author: { name: 'Open Ticket AI' },
      },
    ]);
    const seen = await new RestUser(tracker(), 'viewer').list('POST', `/ticket/${read.id}/history?fields=Type`, [
      { field: 'Type', value: 'Comment' },
    ]);
    expect(seen).toEqual([]);
    await system.onApplicationShutdown();
    await app.close();
  });

  it('does not touch a ticket again that it has done', async () => {
    const requests: FakeRequest[] = [];
    const door = await FakeServer.start((request) => {
      if (isWrite(request)) requests.push(request);
      return passOn(tracker().url, request);
    });
    const app = await boot(tracker(), door.url);
    await app.run('route');
    expect(requests).toEqual([]);
    await app.close();
    await door.stop();
  });

  it('is told of a new ticket at once by the scrip of the readme', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const code = /```perl.*\n([^]*?)```/.exec(readme)?.[1] ?? '';
    const hook = await FakeServer.start(() => ({ status: 202 }));
    const told = hook.nextRequest();
    tracker().load(`our @Scrips = ({
      Description => 'tell', Queue => 'Network', ScripCondition => 'On Create', ScripAction => 'User Defined', Template => 'Blank',
      CustomPrepareCode => '1', CustomCommitCode => <<'CODE',
${code.replace('https://otai.example.org', hook.url)}CODE
    });
    1;`);
    const id = await new RestUser(tracker(), 'root').create({ Queue: 'Network', Subject: 'new', Content: 'x' });
    const { method, url, headers } = await told;
    expect([method, url.pathname, headers['authorization']]).toEqual(['POST', `/tickets/${id}`, 'Bearer choose-a-secret']);
    await hook.stop();
  });

  it('adds the answer of the customer by mail to the ticket, where it is a public note', async () => {
    const { system } = connect(tracker().url, tracker().tokens.otai);
    const [ticket] = (await system.findTickets({ customer: { email: 'maria@customer.example.org' } })).tickets;
    const subject = `Re: [example.org #${ticket?.id}] Falsche Rechnung`;
    tracker().mail('Support', `From: maria@customer.example.org\nTo: desk@example.org\nSubject: ${subject}\n\nImmer noch falsch.\n`);
    const { notes } = await system.getTicket(ticket?.id ?? '');
    expect(notes.at(-1)).toMatchObject({ visibility: 'public', author_role: 'customer', author: { email: 'maria@customer.example.org' } });
    expect(notes.at(-1)?.body.trim()).toBe('Immer noch falsch.');
    await system.onApplicationShutdown();
  });

  it('goes on when the server is killed after a write, whose answer is lost, and writes no note twice', async () => {
    const root = new RestUser(tracker(), 'root');
    const ids: string[] = [];
    for (const subject of ['one', 'two', 'three']) ids.push(await root.create({ Queue: 'Support', Subject: subject, Content: 'invoice' }));
    const killed = new Set<string>();
    const door = await FakeServer.start(async (request) => {
      const answer = await passOn(tracker().url, request);
      if (!isWrite(request) || killed.has(request.method)) return answer;
      killed.add(request.method);
      await tracker().restart();
      return { status: 502, body: '' };
    });
    const app = await boot(tracker(), door.url);
    const result = await app.run('route');
    const { system } = connect(tracker().url, tracker().tokens.otai);
    for (const id of ids) {
      const { queue, notes, tags } = await system.getTicket(id);
      expect([queue?.name, tags, notes.length]).toEqual(['Billing', ['routed'], 1]);
    }
    expect(result.status).toBe('succeeded');
    expect([...killed]).toEqual(['PUT', 'POST']);
    await app.close();
    await door.stop();
    await system.onApplicationShutdown();
  });
});

async function boot(tracker: RequestTracker, url: string): Promise<BootedOtai> {
  const app = await bootOtai(CONFIG, { plugins: [RequestTrackerPlugin], env: { RT_URL: url, RT_TOKEN: tracker.tokens.otai } });
  app.service<FakeClassifier>('labels').answer('', { label: 'Billing' });
  return app;
}
