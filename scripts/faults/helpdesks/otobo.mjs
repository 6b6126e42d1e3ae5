import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFileSync } from '@swc/core';

const FAKE = fileURLToPath(new URL('../../../packages/otai-otobo-znuny/test/fake', import.meta.url));
const SERVER = fileURLToPath(new URL('otobo-server.mjs', import.meta.url));
const SWC = { swcrc: false, jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } };

/** The fake of the OTOBO connector's tests, which holds to the recorded answers of a real OTOBO 11, in a process of its own. */
export class OtoboHelpdesk {
  static title = 'OTOBO (recorded)';
  isRemote = true;
  words = {
    queues: { inbox: 'Raw', billing: 'Billing', network: 'IT' },
    priorities: { normal: '3 normal', high: '4 high' },
  };
  patienceMs = 1200;
  maxWaitMs = 1500;
  #asked = new Map();

  /** @param folder - for its own files */
  static async start(folder) {
    transpile(FAKE, join(folder, 'fake'));
    const helpdesk = new OtoboHelpdesk();
    helpdesk.process = fork(SERVER, [join(folder, 'fake')]);
    const [{ url }] = await once(helpdesk.process, 'message');
    helpdesk.url = url;
    helpdesk.process.on('message', ({ id, gives }) => helpdesk.#asked.get(id)?.(gives));
    return helpdesk;
  }

  /** The entry under `services:`; the address is in the environment, one for each process. */
  get service() {
    const params = {
      base_url: "{{ get_env('HELPDESK_URL') }}/otobo/nph-genericinterface.pl",
      password: "{{ get_env('HELPDESK_SECRET') }}",
      time_zone: 'UTC',
      timeout: `${this.patienceMs}ms`,
      retries: 2,
      max_wait: `${this.maxWaitMs}ms`,
    };
    return { use: 'otobo-znuny:otobo_znuny_ticket_system', params };
  }

  env(url) {
    return { HELPDESK_URL: url, HELPDESK_SECRET: 'otai-Demo-Pw-0001' };
  }

  /** What a request writes; `undefined` when it only reads. */
  describe({ path, body }) {
    if (!path.endsWith('/ticket-update')) return undefined;
    const { TicketID, Article } = JSON.parse(body);
    return { ticket: String(TicketID), does: Article === undefined ? 'update' : 'note' };
  }

  /** Makes a ticket and gives its id. */
  create({ subject, body, queue, isDirect, isUrgent }) {
    const { queues, priorities } = this.words;
    const priority = isDirect && isUrgent ? priorities.high : priorities.normal;
    return this.#ask('create', { subject, body, queue: isDirect ? queues[queue] : queues.inbox, priority });
  }

  /** A customer writes again. */
  reply({ id }, body) {
    return this.#ask('reply', { ticket: id, body });
  }

  /** All tickets: `{ id, subject, queue, priority, notes: { body, at }[] }[]`, notes in their order. */
  read() {
    return this.#ask('read');
  }

  async stop() {
    const ended = once(this.process, 'exit');
    this.process.kill();
    await ended;
  }

  #ask(does, what = {}) {
    const id = this.#asked.size;
    return new Promise((resolve) => {
      this.#asked.set(id, resolve);
      this.process.send({ id, does, ...what });
    });
  }
}

/** TypeScript to JavaScript that plain Node can run. */
function transpile(from, to) {
  for (const file of readdirSync(from, { recursive: true }).filter((name) => name.endsWith('.ts'))) {
    const target = join(to, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, transformFileSync(join(from, file), SWC).code);
  }
  writeFileSync(join(to, 'package.json'), '{"type":"module"}');
}
