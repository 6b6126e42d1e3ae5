import 'reflect-metadata';
import { PipeResult } from 'open-ticket-ai';
import { AddNoteParams } from '../../dist/base/add-note.pipe.js';
import { ClassificationParams } from '../../dist/base/classification.pipe.js';
import { ExpressionParams } from '../../dist/base/expression.pipe.js';
import { UpdateTicketParams } from '../../dist/base/update-ticket.pipe.js';
import { ParamsSchema } from '../../dist/params/params-schema.js';
import { TemplateCompiler } from '../../dist/templating/template.compiler.js';
import { sliceSync } from './clock.mjs';
import { Helpdesk } from './helpdesk.mjs';
import { summarize } from './statistics.mjs';

const TEMPLATES = {
  'a name': '{{ ticket }}',
  'a value of a ticket': '{{ ticket.subject }}',
  'a value of a step': "{{ get_pipe_result('ticket')['id'] }}",
  'text of two values': "{{ get_pipe_result('ticket')['subject'] }} {{ get_pipe_result('ticket')['body'] }}",
  'a condition': "{{ get_pipe_result('classify', 'label') if get_pipe_result('classify', 'confidence') >= 0.8 else 'Unclassified' }}",
  'a whole ticket': "{{ get_pipe_result('fetch', 'fetched_tickets')[0] }}",
  'a note with round()':
    "Moved to {{ get_pipe_result('classify', 'label') }} (confidence {{ get_pipe_result('classify', 'confidence') | round(2) }}).",
};

const PARAMS = {
  'expression, one template': [ExpressionParams, { expression: TEMPLATES['a condition'] }],
  'classification, one template': [ClassificationParams, { text: TEMPLATES['text of two values'], model_name: 'queue-model' }],
  'update_ticket, two templates, 3 levels': [
    UpdateTicketParams,
    { ticket_id: TEMPLATES['a value of a step'], updated_ticket: { queue: { name: "{{ get_pipe_result('classify', 'label') }}" } } },
  ],
  'add_note, two templates, 2 levels': [
    AddNoteParams,
    { ticket_id: TEMPLATES['a value of a step'], note: { subject: 'Queue', body: TEMPLATES['a note with round()'] } },
  ],
  'add_note, no template': [AddNoteParams, { ticket_id: '1', note: { subject: 'Queue', body: 'text' } }],
};

/** CPU of what a step does before its pipe is called: rendering single templates, and rendering, converting and validating whole params. */
export async function measureParts({ rounds, milliseconds }) {
  const scope = await makeScope();
  const templates = Object.entries(TEMPLATES).map(([title, text]) => {
    const template = compile(text);
    return { title, values: [], work: () => template.render(scope) };
  });
  const params = Object.entries(PARAMS).map(([title, [type, raw]]) => {
    const binding = ParamsSchema.of(type).bind(raw, { template: (text) => (text.includes('{{') ? compile(text) : undefined) });
    return { title, values: [], work: () => binding.render(scope) };
  });
  const parts = [...templates, ...params];
  for (const { work } of parts) sliceSync(work, milliseconds);
  for (let round = 0; round < rounds; round++) for (const { work, values } of parts) values.push(sliceSync(work, milliseconds).cpuMicros);
  return { templates: templates.map(summary), params: params.map(summary) };
}

const summary = ({ title, values }) => ({ title, cpu: summarize(values) });

const compiler = new TemplateCompiler(() => undefined);

function compile(text) {
  const { template, problems } = compiler.compile(text, { variables: ['ticket'], explainStep: () => undefined });
  if (template === undefined || problems.length > 0) throw new Error(`${text} is no template, or a wrong one`);
  return template;
}

/** What a run has come to before its last step. */
async function makeScope() {
  const { tickets } = await new Helpdesk().findTickets({ limit: 1 });
  const results = new Map([
    ['fetch', PipeResult.succeeded({ fetched_tickets: tickets, count: 1 })],
    ['ticket', PipeResult.succeeded({ value: tickets[0] })],
    ['classify', PipeResult.succeeded({ label: 'IT::Hardware', confidence: 0.9137 })],
  ]);
  return {
    get: (id) => results.get(id),
    visibleResults: () => results,
    parentParams: [],
    variables: { ticket: tickets[0] },
    input: undefined,
    env: () => undefined,
  };
}
