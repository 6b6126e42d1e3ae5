import { FakeIo, temporaryFolder } from '../../../test/support/fake-io.js';
import { ValidateCommand, type ValidateCommandOptions } from './validate.command.js';

const GOOD = `
otai:
  services:
    helpdesk: { use: base:local_helpdesk }
    rules: { use: base:rules_classifier, params: { labels: { Billing: { keywords: [invoice] } } } }
  pipelines:
    route:
      trigger: { use: base:interval, params: { every: 60s } }
      params: { limit: 7 }
      steps:
        - id: fetch
          use: base:FetchTicketsPipe
          injects: { ticket_system: helpdesk }
          params: { ticket_search_criteria: { queue: { name: Incoming } } }
        - id: classify
          use: base:classification
          depends_on: fetch
          if: "{{ get_pipe_result('fetch', 'count') > 0 }}"
          injects: { classification_service: rules }
          params: { text: x, api_token: "abc" }
`;

async function validate(config: string, options: ValidateCommandOptions = {}) {
  const io = new FakeIo({ cwd: temporaryFolder({ 'config.yml': config }) });
  const code = await new ValidateCommand(io).execute(options);
  return { io, code };
}

describe('otai validate', () => {
  it('says that a config is valid, and what is in it', async () => {
    const { io, code } = await validate(GOOD);
    expect(io.stdout).toBe('config.yml is valid: 1 pipeline, 2 services, plugins base\n');
    expect(code).toBe(0);
  });

  it('tells every problem at once, each with its place and the lines around it', async () => {
    const { io, code } = await validate(
      GOOD.replace('limit: 7', 'limit: 7, limt: 8').replace('every:', 'evry:').replace('base:classification', 'base:clasification'),
    );
    expect(code).toBe(1);
    expect(io.stdout).toBe(`config.yml: 2 problems

config.yml:8:48 pipelines.route.trigger.params.evry is not a known param (did you mean "every"?)
   6 |   pipelines:
   7 |     route:
>  8 |       trigger: { use: base:interval, params: { evry: 60s } }
     |                                                ^
   9 |       params: { limit: 7, limt: 8 }
  10 |       steps:

config.yml:16:16 pipelines.route.steps[1].use there is no pipe "base:clasification" (did you mean "base:classification"?)
  14 |           params: { ticket_search_criteria: { queue: { name: Incoming } } }
  15 |         - id: classify
> 16 |           use: base:clasification
     |                ^
  17 |           depends_on: fetch
  18 |           if: "{{ get_pipe_result('fetch', 'count') > 0 }}"
`);
  });

  it('tells plugin problems beside those of the config, and does not blame the config for a plugin that is not there', async () => {
    const listed = GOOD.replace('otai:', 'otai:\n  plugins: [otai-sulking]').replace('if:', 'when:');
    const { io, code } = await validate(listed.replace('base:classification', 'otai_sulking:classification'));
    expect(code).toBe(1);
    expect(io.stdout).toContain('config.yml: 1 problem\n');
    expect(io.stdout).toContain('steps[1].when is not a known key (did you mean "if"?)');
    expect(io.stdout).toContain(
      '\n\n1 plugin problem\n  otai-sulking: it is named in `plugins:` but not installed (OTAI_PLUGIN_NOT_FOUND)',
    );
  });

  it('--json says the same for machines', async () => {
    const { io } = await validate(GOOD.replace('60s', 'soon'), { json: true });
    expect(io.json()).toMatchObject({
      config: 'config.yml',
      valid: false,
      problems: [{ code: 'invalid_param', path: 'pipelines.route.trigger.params.every', file: 'config.yml', line: 8, column: 55 }],
      pluginFailures: [],
      pipelines: ['route'],
      services: [
        { id: 'helpdesk', use: 'base:local_helpdesk' },
        { id: 'rules', use: 'base:rules_classifier' },
      ],
    });
  });

  it('warns of what has no effect, and the config is valid all the same', async () => {
    const { io, code } = await validate('otai:\n  services: {}\n');
    expect(io.stderr).toBe('warning: config.yml:2:3 the config has no pipelines, so nothing will run (add pipelines: with at least one)\n');
    expect(code).toBe(0);
  });

  it('says what a file that cannot be read lacks', async () => {
    const { io, code } = await validate('otai: [', {});
    expect(code).toBe(1);
    expect(io.stdout).toContain('config.yml: 1 problem\n\nconfig.yml:');
  });

  it('--explain shows what each step will get, defaults included and secrets masked', async () => {
    const { io } = await validate(GOOD, { explain: true });
    expect(io.stdout).toContain(`pipeline route
  trigger: base:interval (IntervalTrigger)
    every: "60s"
    run_at_start: true (default)
  concurrency: 1 (default)
  overlap: skip (default)
  mode: live (default)
  quarantine: after 3, pause 1m (default)
  limits: writes_per_minute off, writes_per_ticket 20 (default)
  breaker: after 10, pause 1m, max 15m (default)
  step fetch: base:fetch_tickets (FetchTicketsPipe)
    ticket_system <- service helpdesk
    retry: none (default)
    timeout: none (default)
    on_error: fail (default)
    ticket_search_criteria: {"queue":{"name":"Incoming"}}
    only_news: true (default)
  step classify: base:classification (ClassificationPipe)
    classification_service <- service rules
    if: {{ get_pipe_result('fetch', 'count') > 0 }}
    depends_on: fetch
    retry: none (default)
    timeout: none (default)
    on_error: fail (default)
    text: "x"
    api_token: "[secret]"
    min_confidence: 0 (default)
`);
  });

  it('--explain shows the policies as they hold, what the config leaves out included', async () => {
    const policies = `
          retry: { max_attempts: 5, initial: 500ms }
          timeout: 10s
          on_error:
            then: continue
            steps: [{ id: tell, use: base:expression, params: { expression: "{{ error.message }}" } }]`;
    const config = GOOD.replace('use: base:FetchTicketsPipe', `use: base:FetchTicketsPipe${policies}`);
    const safety =
      'mode: dry_run\n      quarantine: { after: 5 }\n      limits: { writes_per_minute: 60, writes_per_ticket: off }\n      breaker: off';
    const { io } = await validate(config.replace('trigger:', `concurrency: 2\n      overlap: queue\n      ${safety}\n      trigger:`), {
      explain: true,
    });
    expect(io.stdout).toContain(`
  concurrency: 2
  overlap: queue
  mode: dry_run
  quarantine: after 5, pause 1m
  limits: writes_per_minute 60, writes_per_ticket off
  breaker: off
  step fetch: base:fetch_tickets (FetchTicketsPipe)
    ticket_system <- service helpdesk
    retry: max_attempts 5, backoff exponential, initial 0.5s, max 30s, jitter true, max_duration 300s
    timeout: 10s
    ticket_search_criteria: {"queue":{"name":"Incoming"}}
    only_news: true (default)
    on_error: the steps below, then continue
      step tell: base:expression (ExpressionPipe)
        retry: none (default)
        timeout: none (default)
        on_error: fail (default)
        expression: "{{ error.message }}"
`);
  });

  it('--explain shows where runs are remembered, and for how long', async () => {
    const { io } = await validate(GOOD, { explain: true });
    expect(io.stdout).toContain(`
journal: sqlite:${io.cwd}/.otai/config.db (default)
  keep: 30d (default)
  keep_tickets: 400d (default)
  max_size: 1GB (default)
  store_texts: false (default)
  note_reference: visible (default)
`);
    const journal = '{ url: "postgres://otai:hunter2@db.example.com/otai", keep: 36h, note_reference: "off" }';
    const other = await validate(GOOD.replace('otai:', `otai:\n  infrastructure: { journal: ${journal} }`), { explain: true });
    expect(other.io.stdout).toMatch(/^journal: postgres:\/\/.*db\.example\.com.*\n {2}keep: 36h\n/m);
    expect(other.io.stdout).toContain('  note_reference: off\n');
    expect(other.io.stdout).not.toMatch(/hunter2|max_size/);
    const none = await validate(GOOD.replace('otai:', 'otai:\n  infrastructure: { journal: memory }'), { explain: true });
    expect(none.io.stdout).toContain('\njournal: memory\nservice helpdesk');
  });

  it('does not blame the config for a step under on_error whose plugin is not there', async () => {
    const listed = GOOD.replace('otai:', 'otai:\n  plugins: [otai-sulking]');
    const block = 'on_error: { steps: [{ id: tell, use: otai_sulking:tell }] }';
    const { io } = await validate(listed.replace('use: base:FetchTicketsPipe', `use: base:FetchTicketsPipe\n          ${block}`));
    expect(io.stdout).toContain('1 plugin problem\n');
    expect(io.stdout).not.toContain('there is no pipe');
  });
});
