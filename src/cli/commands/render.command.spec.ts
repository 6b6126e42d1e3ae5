import { FakeIo, temporaryFolder } from '../../../test/support/fake-io.js';
import { RenderCommand, type RenderCommandOptions } from './render.command.js';

const CONTEXT = `
results:
  classify: { label: Billing, confidence: 0.93, ids: [1, 2] }
failed: { update: the helpdesk is down }
variables: { ticket: { id: '42', subject: "2024" } }
input: { limit: 5 }
parent_params: { threshold: 0.8 }
`;

async function render(template: string, options: Partial<RenderCommandOptions> = {}) {
  const io = new FakeIo({ cwd: temporaryFolder({ 'context.yml': CONTEXT, 'list.json': '[]' }), env: { QUEUE: 'Incoming' } });
  const code = await new RenderCommand(io).execute({ template, context: 'context.yml', ...options });
  return { io, code };
}

describe('otai render', () => {
  it.each([
    ["{{ get_pipe_result('classify', 'label') | upper }}", 'BILLING'],
    ["{{ get_pipe_result('classify', 'confidence') >= get_parent_param('threshold') }}", 'true'],
    ["{{ has_failed('update') }}", 'true'],
    ["{{ get_env('QUEUE') }}: {{ input.limit }}", 'Incoming: 5'],
    ['{{ ticket.subject }}', '2024'],
    ["{{ at_path(ticket, 'id') }}", '42'],
    ["{{ get_pipe_result('classify', 'ids') }}", '[\n  1,\n  2\n]'],
    ['{{ 2 ** 70 }}', '1180591620717411303424'],
    ['{{ none }}', 'null'],
  ])('%s gives %s', async (template, text) => {
    const { io, code } = await render(template);
    expect([io.stdout, io.stderr, code]).toEqual([`${text}\n`, '', 0]);
  });

  it('--json tells a text from a number', async () => {
    expect((await render('{{ ticket.subject }}', { json: true })).io.stdout).toBe('"2024"\n');
  });

  it('needs no context', async () => {
    expect((await render('{{ 20 + 1 }}', { context: undefined })).io.stdout).toBe('21\n');
  });

  it('shows the place of a mistake', async () => {
    const { io, code } = await render('Queue:\n{{ ticket.subject | uper }}');
    expect(code).toBe(1);
    expect(io.stderr).toMatch(/^line 2, column 21: .*uper.*\n {2}\{\{ ticket\.subject \| uper \}\}\n {22}\^\n$/);
  });

  it('says what a helper lacks', async () => {
    const { io, code } = await render("{{ get_pipe_result('update', 'label') }}");
    expect(code).toBe(1);
    expect(io.stderr).toContain('step "update" failed (the helpdesk is down), so it has no "label"');
  });

  it('refuses a context that is none', async () => {
    await expect(render('x', { context: 'list.json' })).rejects.toThrow('list.json holds no mapping');
    await expect(render('x', { context: 'nowhere.yml' })).rejects.toThrow('nowhere.yml cannot be read');
  });
});
