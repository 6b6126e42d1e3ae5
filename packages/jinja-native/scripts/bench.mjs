/* Prints how many renders per second typical templates reach: median of several rounds, compiled once. */
import { Environment, hostFunction } from '../dist/index.js';

const ROUNDS = 9;
const RENDERS = 200_000;

const environment = new Environment({
  globals: { get_pipe_result: hostFunction((host, id, key = 'value') => host[id][key], ['id', 'key']) },
});

const host = {
  ticket: { value: { subject: 'VPN does not work', body: 'Since this morning there is no connection.' } },
  classify: { value: 1, label: 'Hardware', confidence: 0.9137 },
};

const TEMPLATES = {
  'value of a step': "{{ get_pipe_result('ticket')['subject'] }}",
  'text of two values': "{{ get_pipe_result('ticket')['subject'] }} {{ get_pipe_result('ticket')['body'] }}",
  condition: "{{ get_pipe_result('classify','label') if get_pipe_result('classify','confidence') >= 0.8 else 'other' }}",
  'note with a filter': "Queue {{ queue }} ({{ get_pipe_result('classify','confidence') | round(2) }}).",
  'loop over 10 items': '{% for item in items %}{{ item.id }}{{ ", " if not loop.last }}{% endfor %}',
};

const variables = { queue: 'Support', items: Array.from({ length: 10 }, (_, id) => ({ id })) };

function rate(template) {
  const start = performance.now();
  for (let count = 0; count < RENDERS; count++) template.render(variables, host);
  return (RENDERS * 1000) / (performance.now() - start);
}

for (const [name, source] of Object.entries(TEMPLATES)) {
  const template = environment.compile(source, name);
  const rates = Array.from({ length: ROUNDS }, () => rate(template)).toSorted((left, right) => left - right);
  console.log(
    `${name.padEnd(20)} ${Math.round(rates[Math.floor(ROUNDS / 2)])
      .toLocaleString('en')
      .padStart(12)} renders/s`,
  );
}
