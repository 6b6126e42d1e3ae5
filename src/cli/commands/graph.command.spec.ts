import { FakeIo, temporaryFolder } from '../../../test/support/fake-io.js';
import { GraphCommand, type GraphCommandOptions } from './graph.command.js';

const CONFIG = `
otai:
  pipelines:
    route:
      trigger: { use: base:interval, params: { every: 60s } }
      steps:
        - { id: fetch, use: base:expression, params: { expression: [1, 2] } }
        - id: each
          use: base:for_each
          params:
            items: "{{ get_pipe_result('fetch') }}"
            steps:
              - { id: fetch, use: base:expression, params: { expression: "{{ item }}" } }
              - { id: use, use: base:expression, if: "{{ not has_failed('fetch') }}", params: { expression: "{{ get_pipe_result('fetch', 'value') }}" } }
        - { id: after, use: base:expression, depends_on: each, params: { expression: "{{ get_pipe_result('fetch') }}" } }
    other:
      steps: [{ id: 'a "quoted" <id>', use: base:expression, params: { expression: 1 } }]
`;

async function graph(options: GraphCommandOptions = {}, config = CONFIG) {
  const io = new FakeIo({ cwd: temporaryFolder({ 'config.yml': config }) });
  const code = await new GraphCommand(io).execute(options);
  return { io, code };
}

describe('otai graph', () => {
  it('draws triggers, steps in order, nesting, and which step reads which result', async () => {
    const { io, code } = await graph({ pipeline: ['route'] });
    expect(code).toBe(0);
    expect(io.stdout).toBe(`flowchart TD
  subgraph p0["pipeline route"]
    p0_trigger(["base:interval<br/>every: 60s"])
    p0_0["fetch<br/>base:expression"]
    p0_trigger --> p0_0
    subgraph p0_1["each<br/>base:for_each"]
      p0_1_0_0["fetch<br/>base:expression"]
      p0_1_0_1["use<br/>base:expression<br/>conditional"]
      p0_1_0_0 --> p0_1_0_1
      p0_1_0_0 -. "value" .-> p0_1_0_1
      p0_1_0_0 -. "failed?" .-> p0_1_0_1
    end
    p0_0 --> p0_1
    p0_0 -. "value" .-> p0_1
    p0_2["after<br/>base:expression"]
    p0_1 --> p0_2
    p0_0 -. "value" .-> p0_2
    p0_1 -. "depends on" .-> p0_2
  end
`);
  });

  it('draws what runs when a step fails beside it, with an arrow that says so', async () => {
    const { io } = await graph(
      {},
      `
otai:
  pipelines:
    route:
      steps:
        - id: fetch
          use: base:expression
          params: { expression: 1 }
          on_error: { steps: [{ id: tell, use: base:expression, params: { expression: "{{ has_failed('fetch') }}" } }] }
        - { id: after, use: base:expression, params: { expression: 2 } }
`,
    );
    expect(io.stdout).toBe(`flowchart TD
  subgraph p0["pipeline route"]
    p0_0["fetch<br/>base:expression"]
    subgraph p0_0_on_error["on error"]
      p0_0_on_error_0["tell<br/>base:expression"]
      p0_0 -. "failed?" .-> p0_0_on_error_0
    end
    p0_0 -. "fails" .-> p0_0_on_error
    p0_1["after<br/>base:expression"]
    p0_0 --> p0_1
  end
`);
  });

  it('writes names so that Mermaid cannot take them for its own syntax', async () => {
    const { io } = await graph({ pipeline: ['other'] });
    expect(io.stdout).toContain('["a #34;quoted#34; #60;id#62;<br/>base:expression"]');
  });

  it('draws no broken config, and says what is wrong with it', async () => {
    const { io, code } = await graph({}, CONFIG.replace("result('fetch')", "result('fetsch')"));
    expect(code).toBe(1);
    expect(io.stdout).toBe('');
    expect(io.stderr).toContain('did you mean "fetch"?');
  });
});
