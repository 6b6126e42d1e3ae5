/**
 * The recorded OTOBO as a server in a process of its own: `node otobo-server.mjs <folder>`, where the folder holds the fake as JavaScript.
 * Its parent talks to it over the channel that Node opens between them: `{ id, does, ...what }` in, `{ id, gives }` out.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { FakeServer } from 'open-ticket-ai/testing';

const load = (file) => import(pathToFileURL(join(process.argv[2], file)));
const { FakeOtobo } = await load('fake-otobo.js');
const otobo = new FakeOtobo();
const { world } = otobo;
const server = await FakeServer.start((request) => {
  server.requests.length = 0;
  otobo.operations.length = 0;
  return otobo.handle(request);
});

const ACTIONS = {
  create({ subject, body, queue, priority }) {
    const ticket = world.addTicket({ title: subject, queue, priority, state: 'new', customer: 'carla' });
    world.addArticle(ticket, { fields: { Subject: subject, Body: body, From: 'carla@acme.example', ...CUSTOMER } });
    return String(ticket.fields.TicketID);
  },
  /** In a later second than the last change: who sees times by the second cannot tell one of the same second (`docs/durable-runs.md`, "Where it ends"). */
  async reply({ ticket: id, body }) {
    const ticket = world.tickets.get(Number(id));
    while (ticket.fields.Changed === world.wall()) await sleep(20);
    world.addArticle(ticket, { fields: { Subject: 'Re', Body: body, From: 'carla@acme.example', ...CUSTOMER } });
    world.touch(ticket, 1);
  },
  read() {
    return [...world.tickets.values()].map(({ fields, articles }) => ({
      id: String(fields.TicketID),
      subject: fields.Title,
      queue: fields.Queue,
      priority: fields.Priority,
      notes: articles.slice(1).map((article) => ({ body: article.fields.Body, at: article.fields.CreateTime })),
    }));
  },
};
const CUSTOMER = { SenderType: 'customer', SenderTypeID: '3', IsVisibleForCustomer: 1 };

async function answer({ id, does, ...what }) {
  process.send({ id, gives: await ACTIONS[does](what) });
}

process.on('message', (message) => void answer(message));
process.on('disconnect', () => process.exit());
process.send({ url: server.url });
