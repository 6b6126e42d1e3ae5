import { loadText } from '../../test/support/load-text.js';
import { pipelineOf } from '../../test/support/compiled.js';
import { definitionOf } from './run-definition.js';

/** The definition of the one pipeline of a config. */
function definition(pipeline: string, before = ''): string {
  const { config, problems } = loadText(`otai:\n${before}  pipelines:\n    route:\n${pipeline.trim().replaceAll(/^/gm, '      ')}\n`);
  expect([...problems]).toEqual([]);
  return definitionOf(pipelineOf([], config.pipelines[0]));
}

const PIPELINE = `
params: { queue: IT }
steps:
  - { id: fetch, use: base:fetch_tickets, injects: { ticket_system: helpdesk }, params: { path: a, limit: 5 }, retry: true }
  - id: each
    use: base:for_each
    depends_on: fetch
    params: { steps: [{ id: note, use: base:add_note }] }
    on_error: { then: continue, steps: [{ id: tell, use: base:expression, params: { expression: 1 } }] }
`;

describe('the definition of a pipeline', () => {
  it('is the same in each process that reads the same config', () => {
    expect(definition(PIPELINE)).toBe(definition(PIPELINE));
    expect(definition(PIPELINE)).toMatch(/^[\w-]{16}$/);
  });

  it('does not depend on where the pipeline stands, how it is laid out, when it runs, or what keeps it from doing harm', () => {
    const laidOut = PIPELINE.replace('- { id: fetch,', '# A comment.\n  - { id: fetch,');
    const triggered = `trigger: { use: base:interval, params: { every: 60s } }\nquarantine: { after: 9 }\nmode: dry_run\n${PIPELINE.trim()}`;
    for (const other of [definition(laidOut), definition(PIPELINE, '  services: {}\n'), definition(triggered)]) {
      expect(other).toBe(definition(PIPELINE));
    }
  });

  it.each([
    ['a param of the pipeline', 'queue: IT', 'queue: HR'],
    ['a param of a step, whatever its name', 'path: a', 'path: b'],
    ['a nested step', 'id: note', 'id: answer'],
    ['a step for a failure', 'expression: 1', 'expression: 2'],
    ['what comes after a failure', 'then: continue', 'then: fail'],
    ['a dependency', 'depends_on: fetch', 'if: true'],
    ['a service', 'helpdesk', 'archive'],
    ['how often a step is tried', 'retry: true', 'retry: { max_attempts: 9 }'],
    ['the pipe of a step', 'base:add_note', 'base:update_ticket'],
  ])('changes with %s', (_, before, after) => {
    expect(PIPELINE).toContain(before);
    expect(definition(PIPELINE.replace(before, after))).not.toBe(definition(PIPELINE));
  });

  it('is there for whatever an object may hold as a param', () => {
    const pipeline = pipelineOf([], { params: { size: 10n, when: new Date(0), none: undefined } });
    expect(definitionOf(pipeline)).toMatch(/^[\w-]{16}$/);
    expect(definitionOf(pipelineOf([], { params: { size: 11n } }))).not.toBe(definitionOf(pipelineOf([], { params: { size: 10n } })));
  });
});
