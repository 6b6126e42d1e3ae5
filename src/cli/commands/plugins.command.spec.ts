import { FakeIo, temporaryFolder } from '../../../test/support/fake-io.js';
import type { InstalledPlugin } from '../installed-plugins.js';
import { PluginsCommand } from './plugins.command.js';

function manifest(name: string, otai: object): string {
  return JSON.stringify({ name, version: '1.2.3', type: 'module', otai });
}

/** An application with three plugins of which none can be loaded, each for another reason, and one that was never installed. */
const APPLICATION = {
  'package.json': JSON.stringify({
    dependencies: { 'otai-old': '*', 'otai-empty': '*', 'otai-wrong': '*', 'otai-missing': '*', lodash: '*' },
  }),
  'node_modules/otai-old/package.json': manifest('otai-old', { plugin: './plugin.js', apiVersion: '^9.0.0' }),
  'node_modules/otai-empty/package.json': manifest('otai-empty', { plugin: './dist/plugin.js', apiVersion: '^1.0.0' }),
  'node_modules/otai-wrong/package.json': manifest('otai-wrong', { plugin: './plugin.js' }),
  'node_modules/lodash/package.json': '{ "version": "4.0.0" }',
};

describe('otai plugins', () => {
  it('shows the built-in one, and is content', async () => {
    const io = new FakeIo();
    expect(await new PluginsCommand(io).execute({})).toBe(0);
    expect(io.stdout).toBe(`base  built in
  pipes: fetch_tickets, update_ticket, add_note, classification, clean_text, expression, composite, for_each
  services: local_helpdesk, rules_classifier
  triggers: interval, cron, manual

1 plugin
`);
  });

  it('says of each broken one what is wrong and how to mend it, and ends with 1', async () => {
    const io = new FakeIo({ cwd: temporaryFolder(APPLICATION) });
    expect(await new PluginsCommand(io).execute({})).toBe(1);
    expect(io.stdout).toContain(`otai-empty  1.2.3  API ^1.0.0  ./dist/plugin.js
  BROKEN: its entry file ./dist/plugin.js does not exist (OTAI_PLUGIN_IMPORT_FAILED)
    -> the package was published without its build`);
    expect(io.stdout).toContain(`otai-old  1.2.3  API ^9.0.0  ./plugin.js\n  BROKEN: it is written for plugin API ^9.0.0, this is 1.`);
    expect(io.stdout).toContain(`otai-wrong\n  BROKEN: "otai.apiVersion" must be a semver range (OTAI_PLUGIN_MANIFEST_INVALID)`);
    expect(io.stdout).toContain('otai-missing\n  BROKEN: ');
    expect(io.stdout).toMatch(/5 plugins, 4 broken\n$/);
  });

  it('does not load what the config does not list, and says so', async () => {
    const io = new FakeIo({ cwd: temporaryFolder({ ...APPLICATION, 'config.yml': 'otai: { plugins: [otai-empty] }' }) });
    await new PluginsCommand(io).execute({ json: true });
    const plugins = io.json<InstalledPlugin[]>();
    const states = Object.fromEntries(plugins.map((plugin) => [plugin.package, [plugin.state, plugin.problems.length]]));
    expect(states).toMatchObject({ base: ['built_in', 0], 'otai-empty': ['allowed', 1], 'otai-old': ['not_listed', 0] });
  });

  it('--json gives the same as data', async () => {
    const io = new FakeIo({ cwd: temporaryFolder(APPLICATION) });
    await new PluginsCommand(io).execute({ json: true });
    expect(io.json<InstalledPlugin[]>().find((plugin) => plugin.package === 'otai-old')).toMatchObject({
      version: '1.2.3',
      apiVersion: '^9.0.0',
      entry: './plugin.js',
      components: { pipes: [], services: [], triggers: [] },
      problems: [{ code: 'OTAI_PLUGIN_API_VERSION' }],
    });
  });
});
