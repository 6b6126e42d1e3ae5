import { runCli } from '../../src/cli/main.js';
import { FakeIo, temporaryFolder } from './fake-io.js';

/** Moves every ticket of `Incoming` to `Done` with a note. Ticket 2 fails, for as long as `TROUBLE` is set. */
const CONFIG = `
otai:
  services:
    desk: { use: base:local_helpdesk, params: { mails: mails, queues: [Incoming, Done, Other] } }
  pipelines:
    route:
      quarantine: { after: 2 }
      steps:
        - id: fetch
          use: base:fetch_tickets
          injects: { ticket_system: desk }
          params: { ticket_search_criteria: { queue: { name: Incoming } } }
        - id: each
          use: base:for_each
          params:
            items: "{{ get_pipe_result('fetch', 'fetched_tickets') }}"
            as: ticket
            steps:
              - id: check
                use: base:expression
                params: { expression: "{{ fail('it is on fire') if ticket.id == '2' and get_env('TROUBLE') == 'yes' else 'fine' }}" }
              - id: move
                use: base:update_ticket
                injects: { ticket_system: desk }
                params:
                  ticket_id: '{{ ticket.id }}'
                  updated_ticket: { queue: { name: Done }, note: { body: 'Moved for you.' } }
`;

function mail(number: number, subject: string): Record<string, string> {
  const head = `Message-ID: <${number}@example.com>\nDate: Mon, 2 Nov 2026 10:0${number}:00 +0000\nFrom: ada@example.com\nSubject: ${subject}\n`;
  return { [`mails/${number}.eml`]: `${head}\nMy password is hunter2.\n` };
}

/** A folder with a config and a desk of three tickets, for tests of what the command line remembers. */
export class DeskFolder {
  readonly path: string;

  constructor(change: (config: string) => string = (config) => config) {
    const mails = { ...mail(1, 'VPN'), ...mail(2, 'Printer'), ...mail(3, 'Invoice') };
    this.path = temporaryFolder({ 'config.yml': change(CONFIG), ...mails });
  }

  /** Runs `otai` in the folder. @param trouble - whether ticket 2 fails: `yes` or `no` */
  async otai(line: string, trouble = 'yes'): Promise<{ readonly io: FakeIo; readonly code: number }> {
    const io = new FakeIo({ cwd: this.path, env: { TROUBLE: trouble }, columns: 130 });
    const code = await runCli(line.split(' '), io);
    return { io, code };
  }

  /** The id of the latest run of a pipeline. */
  async latestRun(pipeline = 'route'): Promise<string> {
    const { io } = await this.otai(`runs --json --pipeline ${pipeline}`);
    const [run] = io.json<readonly { readonly runId: string }[]>();
    if (run === undefined) throw new Error(`no run of ${pipeline}: ${io.stderr}`);
    return run.runId;
  }
}
