import { ok } from 'node:assert/strict';
import { inspect } from 'node:util';
import { HTML_PAGE, type Fault } from '../server/fault.js';
import { outcome, type Behaviour } from './behaviour.js';
import type { StartedHelpdesk } from './ticket-system.harness.js';

const FAULTS: readonly Fault[] = [
  { reply: { status: 500, body: { error: 'boom' } } },
  { reply: { status: 401, body: { error: 'who are you?' } } },
  { reply: HTML_PAGE },
  { reply: { status: 302, headers: { location: '/login' } } },
  { reply: 'cut' },
];

/** That passwords and tokens stay where they belong. */
export const SECRET_BEHAVIOURS: readonly Behaviour[] = [
  {
    id: 'secrets.errors_and_logs',
    says: 'lets no password or token into an error or a log line, however it fails',
    check: async (bench) => {
      const helpdesk = await bench.serve({ tickets: [{ subject: 'a' }] });
      const { system, ids, server } = helpdesk;
      await system.getTicket(ids[0] as string);
      for (const fault of FAULTS) {
        server.fail(fault);
        check(helpdesk, await outcome(system.getTicket(ids[0] as string)));
        check(helpdesk, await outcome(system.updateTicket(ids[0] as string, { subject: 'b', note: { body: 'n' } })));
        server.heal();
      }
    },
  },
  {
    id: 'secrets.wrong_credentials',
    says: 'does not show wrong credentials either',
    check: async (bench) => {
      const helpdesk = await bench.serve({ tickets: [{ subject: 'a' }], wrongCredentials: true });
      check(helpdesk, await outcome(helpdesk.system.getTicket(helpdesk.ids[0] as string)));
    },
  },
  {
    id: 'secrets.inspected',
    says: 'does not show them when the connector itself is printed',
    check: async (bench) => {
      const helpdesk = await bench.start();
      check(helpdesk, helpdesk.system);
    },
  },
];

/** Everything a logger would print of a value, its causes included, and all that was logged. */
function check({ secrets, log }: StartedHelpdesk, shown: unknown): void {
  const printed = [inspect(shown, { depth: 12, showHidden: false }), String(shown), ...log()].join('\n');
  for (const secret of secrets)
    ok(!printed.includes(secret), `a secret is shown: ${printed.replaceAll(secret, '<<<SECRET>>>').slice(0, 2000)}`);
}
