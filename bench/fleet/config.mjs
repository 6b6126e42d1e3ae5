/** The pipelines that are measured. `redis`: none, and the process is alone. */
export function config({ journal, redis, prefix, concurrency }) {
  const params = { connection: redis, prefix, concurrency };
  const executor = redis === undefined ? {} : { executor: { use: 'bullmq:BullMqExecutor', params } };
  return {
    otai: {
      infrastructure: { journal, logging: { level: 'warn' }, ...executor },
      services: { helpdesk: { use: 'stub:helpdesk' }, classifier: { use: 'stub:classifier' } },
      pipelines: { route: { steps: [fetch(), each(concurrency)] }, answer: { steps: [answer()] } },
    },
  };
}

const helpdesk = { ticket_system: 'helpdesk' };

function fetch() {
  const limit = "{{ input['count'] }}";
  return {
    id: 'fetch',
    use: 'base:fetch_tickets',
    injects: helpdesk,
    params: { ticket_search_criteria: { queue: { name: 'Incoming' }, limit } },
  };
}

/** In one process as many tickets at a time as a worker of the fleet has. */
function each(concurrency) {
  const items = "{{ get_pipe_result('fetch', 'fetched_tickets') }}";
  return { id: 'each', use: 'base:for_each', params: { items, as: 'ticket', concurrency, steps: [classify(), move(), note()] } };
}

function classify() {
  const text = '{{ ticket.subject }} {{ ticket.body }}';
  return { id: 'classify', use: 'base:classification', injects: { classification_service: 'classifier' }, params: { text } };
}

function move() {
  const name = "{{ get_pipe_result('classify', 'label') if get_pipe_result('classify', 'confidence') >= 0.8 else 'Unclassified' }}";
  const params = { ticket_id: '{{ ticket.id }}', updated_ticket: { queue: { name } } };
  return { id: 'move', use: 'base:update_ticket', injects: helpdesk, params };
}

function note() {
  const body =
    "Moved to queue {{ get_pipe_result('classify', 'label') }} (confidence {{ get_pipe_result('classify', 'confidence') | round(2) }}).";
  return {
    id: 'note',
    use: 'base:add_note',
    injects: helpdesk,
    params: { ticket_id: '{{ ticket.id }}', note: { subject: 'Queue', body } },
  };
}

/** A run that is as good as nothing: what is left is the way there and back. */
function answer() {
  return { id: 'answer', use: 'base:expression', params: { expression: "{{ input['question'] }}" } };
}
