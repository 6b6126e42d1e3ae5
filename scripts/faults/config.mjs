import { dump } from 'js-yaml';

/**
 * The config under test, as YAML: `route` moves, prioritises and annotates what is in the inbox; `billing` and `network` annotate what is in
 * these queues and leave it there, so that being done is not the same as having left the queue.
 *
 * @param service - the helpdesk's entry under `services:`
 * @param words - the helpdesk's names: `{ queues: { inbox, billing, network }, priorities: { normal, high } }`
 * @param journal - the journal's URL
 * @param attemptTime - how long one attempt at a write may take
 */
export function configYaml({ service, words, journal, attemptTime }) {
  const { queues } = words;
  const config = {
    infrastructure: { journal: { url: journal } },
    services: { helpdesk: service, rules: rulesFor(queues) },
    pipelines: {
      route: { ...policies(), steps: [fetch(queues.inbox, 15), forEach(3, routeSteps(words, attemptTime))] },
      billing: { ...policies(), steps: [fetch(queues.billing, 10), forEach(2, [note('billing', 'seen', attemptTime)])] },
      network: { ...policies(), steps: [fetch(queues.network, 10), forEach(4, [note('network', 'seen', attemptTime)])] },
    },
  };
  return dump({ otai: config });
}

const RETRY = { max_attempts: 5, initial: '50ms', max: '800ms', max_duration: '20s' };
const ON_HELPDESK = { injects: { ticket_system: 'helpdesk' } };

/** Pauses are short, so that what failed is taken up again while somebody watches. A ticket that fails often is no poison here: the faults are. */
function policies() {
  return {
    trigger: { use: 'base:interval', params: { every: '300ms' } },
    quarantine: { after: 100, pause: '200ms' },
    breaker: { after: 20, pause: '500ms', max: '2s' },
  };
}

function rulesFor({ billing, network }) {
  return {
    use: 'base:rules_classifier',
    params: { labels: { [billing]: { keywords: { invoice: 1 } }, [network]: { keywords: { vpn: 1 } } } },
  };
}

function fetch(queue, limit) {
  const params = { ticket_search_criteria: { queue: { name: queue }, limit } };
  return { id: 'fetch', use: 'base:fetch_tickets', ...ON_HELPDESK, retry: RETRY, params };
}

function forEach(concurrency, steps) {
  const items = "{{ get_pipe_result('fetch', 'fetched_tickets') }}";
  return { id: 'each', use: 'base:for_each', params: { items, as: 'ticket', concurrency, steps } };
}

function routeSteps({ priorities }, attemptTime) {
  return [
    {
      id: 'classify',
      use: 'base:classification',
      injects: { classification_service: 'rules' },
      params: { text: '{{ ticket.subject }}' },
    },
    {
      id: 'urgency',
      use: 'base:expression',
      params: { expression: `{{ '${priorities.high}' if 'urgent' in ticket.subject else '${priorities.normal}' }}` },
    },
    update(attemptTime),
    note('route', "moved to {{ get_pipe_result('classify', 'label') }}", attemptTime),
  ];
}

function update(attemptTime) {
  const updated_ticket = {
    queue: { name: "{{ get_pipe_result('classify', 'label') }}" },
    priority: { name: "{{ get_pipe_result('urgency') }}" },
  };
  const params = { ticket_id: '{{ ticket.id }}', updated_ticket };
  return { id: 'update', use: 'base:update_ticket', ...ON_HELPDESK, retry: RETRY, timeout: attemptTime, params };
}

function note(pipeline, says, attemptTime) {
  const params = { ticket_id: '{{ ticket.id }}', note: { subject: pipeline, body: `[note of ${pipeline}] ${says}` } };
  return { id: 'note', use: 'base:add_note', ...ON_HELPDESK, retry: RETRY, timeout: attemptTime, params };
}
