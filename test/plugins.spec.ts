import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { PluginFactory, PluginLoadError } from 'open-ticket-ai';
import { entry, HostFolder, onePipe, plain, takeLog } from './support/plugin-fixture.js';

let host: HostFolder;
beforeEach(() => {
  host = new HostFolder();
  takeLog();
});
afterEach(() => host.remove());

const listing = (...plugins: unknown[]) => ({ config: plain('base:expression', { plugins }) });
const optional = (...names: string[]) => ({
  config: plain('base:expression', { plugins: names.map((name) => ({ name, optional: true })) }),
});

describe('a plugin is discovered', () => {
  it('because the host depends on it: no line of code registers it', async () => {
    host.plugin('otai-hello');
    const app = await host.boot({ config: plain('hello:greet') });
    expect(await app.value()).toBe('hello');
    await app.close();
  });

  it('under its class name, with underscores, and with its package name as prefix too', async () => {
    host.plugin('otai-two-words');
    for (const use of ['two-words:greet', 'two-words:Greet', 'two_words:greet', 'otai-two-words:greet', 'otai_two_words:Greet']) {
      const app = await host.boot({ config: plain(use) });
      expect(await app.value()).toBe('hello');
      await app.close();
    }
  });

  it('in a scope; in optionalDependencies; where a byte order mark leads its package.json', async () => {
    host.plugin('@acme/otai-scoped').plugin('otai-maybe', onePipe(), { under: 'optionalDependencies' });
    host.plugin('otai-marked');
    const marked = { name: 'otai-marked', version: '1.0.0', type: 'module', otai: { plugin: 'plugin.js', apiVersion: '1' } };
    writeFileSync(join(host.dir, 'node_modules/otai-marked/package.json'), `\uFEFF${JSON.stringify(marked, null, 2)}`);
    const app = await host.boot();
    expect(app.pipes).toEqual(['scoped:greet', 'marked:greet', 'maybe:greet']);
    await app.close();
  });

  it('in the same order whoever typed what first', async () => {
    for (const name of ['otai-c', 'otai-a', 'otai-b']) host.plugin(name);
    const app = await host.boot();
    expect(app.pipes).toEqual(['a:greet', 'b:greet', 'c:greet']);
    await app.close();
  });

  it('in its own folder, where its author tries it', async () => {
    host.says({ name: 'otai-mine', version: '0.0.1', otai: { plugin: './dist/plugin.js', apiVersion: '^1.0.0' } });
    mkdirSync(join(host.dir, 'dist'));
    writeFileSync(join(host.dir, 'dist/plugin.js'), onePipe('greet', 'from its own folder'));
    const app = await host.boot({ config: plain('mine:greet') });
    expect(await app.value()).toBe('from its own folder');
    await app.close();
  });

  it('in the node_modules of a folder above, as in a workspace', async () => {
    host.plugin('otai-above');
    const inner = join(host.dir, 'apps/inner');
    mkdirSync(inner, { recursive: true });
    writeFileSync(join(inner, 'package.json'), JSON.stringify({ name: 'inner', dependencies: { 'otai-above': '*' } }));
    const app = await host.boot({ hostDir: inner });
    expect(app.pipes).toEqual(['above:greet']);
    await app.close();
  });
});

describe('nothing is loaded that the host did not ask for', () => {
  const tattler = entry('injectables() { return []; }', "log('imported');");

  it('neither what is only installed, nor what is there for development, nor what lacks the field', async () => {
    host.plugin('otai-transitive', tattler, { under: false });
    host.plugin('otai-dev', tattler, { under: 'devDependencies' });
    host.package('otai-lookalike', { files: { 'index.js': tattler }, json: { main: 'index.js', bin: { otai: './index.js' } } });
    const app = await host.boot();
    expect(app.pipes).toEqual([]);
    expect(takeLog()).toEqual([]);
    await app.close();
  });

  it('`plugins:` narrows to what it names, short or long, and decides the order', async () => {
    host.plugin('otai-a').plugin('otai-b').plugin('otai-not-wanted', tattler).plugin('@acme/otai-c');
    const app = await host.boot({ config: plain('b:greet', { plugins: ['b', '@acme/otai-c', { name: 'otai-a', version: '^1.0.0' }] }) });
    expect(app.pipes).toEqual(['b:greet', 'c:greet', 'a:greet']);
    expect(takeLog()).toEqual([]);
    await app.close();
  });

  it('an empty `plugins:` wants none; what is always there may be named', async () => {
    host.plugin('otai-a', tattler);
    for (const plugins of [[], ['otai-base'], ['base']]) {
      const app = await host.boot({ config: plain('base:expression', { plugins }) });
      expect(app.pipes).toEqual([]);
      await app.close();
    }
    expect(takeLog()).toEqual([]);
  });

  it('`plugins:` may name what is there for development', async () => {
    host.plugin('otai-dev', onePipe(), { under: 'devDependencies' });
    const app = await host.boot({ config: plain('dev:greet', { plugins: ['otai-dev'] }) });
    expect(await app.value()).toBe('hello');
    await app.close();
  });

  it('but not what something else happened to bring', async () => {
    host.plugin('otai-transitive', tattler, { under: false });
    expect(await host.failures({ config: plain('base:expression', { plugins: ['otai-transitive'] }) })).toEqual([
      'otai-transitive OTAI_PLUGIN_NOT_A_DEPENDENCY: it is installed, but <host> does not depend on it: something else brought it' +
        ' -> run npm install otai-transitive, so that it stays and its version is yours to choose',
    ]);
    expect(takeLog()).toEqual([]);
  });
});

describe('a plugin that cannot be loaded is named, with the reason and the way out', () => {
  it('listed, but not installed', async () => {
    expect(await host.failures(listing('otai-gone'))).toEqual([
      'otai-gone OTAI_PLUGIN_NOT_FOUND: it is named in `plugins:` but not installed -> run npm install otai-gone, or remove it from `plugins:`',
    ]);
  });

  it('a dependency, but not installed', async () => {
    host.declares('otai-gone').declares('left-pad');
    expect(await host.failures()).toEqual(['otai-gone OTAI_PLUGIN_NOT_FOUND: it is a dependency but not installed -> run npm install']);
  });

  it('named twice', async () => {
    host.plugin('otai-a');
    expect(await host.failures(listing('a', 'otai-a'))).toEqual([
      'otai-a OTAI_PLUGIN_NAME_DUPLICATE: it is named twice in `plugins:` -> remove one of the entries',
    ]);
  });

  it('listed, but no plugin', async () => {
    host.package('otai-library');
    expect(await host.failures(listing('otai-library'))).toEqual([
      'otai-library OTAI_PLUGIN_MANIFEST_INVALID: its package.json has no "otai" field, so it is not a plugin (or too old)' +
        ' -> check the name, or update the package',
    ]);
  });

  const MANIFEST_HINT =
    ' -> a plugin is named otai-<name> or @scope/otai-<name>, and its package.json says "otai": { "plugin": "./dist/plugin.js", "apiVersion": "^1.0.0" }';

  it('with everything that is wrong with its manifest', async () => {
    host.plugin('my-plugin', onePipe(), { json: { version: 'one', otai: { plugin: '', apiVersion: 'x.y' } } });
    host.plugin('otai-outside', onePipe(), { json: { otai: { plugin: '../other/plugin.js', apiVersion: '^1.0.0' } } });
    host.plugin('otai-text', onePipe(), { json: { otai: './plugin.js' } });
    host.package('otai-torn', { json: { otai: {} } });
    writeFileSync(join(host.dir, 'node_modules/otai-torn/package.json'), '{ "otai": {');
    expect(await host.failures()).toEqual([
      'my-plugin OTAI_PLUGIN_MANIFEST_INVALID: "my-plugin" is not a plugin\'s package name;' +
        ' "otai.plugin" must be the path of the entry file within the package; "otai.apiVersion" must be a semver range;' +
        ` "version" must be a semver version${MANIFEST_HINT}`,
      `otai-outside OTAI_PLUGIN_MANIFEST_INVALID: "otai.plugin" must be the path of the entry file within the package${MANIFEST_HINT}`,
      `otai-text OTAI_PLUGIN_MANIFEST_INVALID: the field "otai" must be an object${MANIFEST_HINT}`,
      'otai-torn OTAI_PLUGIN_MANIFEST_INVALID: its package.json is not valid JSON -> reinstall the package, or report it to its author',
    ]);
  });

  it('in a version that the config does not want', async () => {
    host.plugin('otai-a');
    expect(await host.failures(listing({ name: 'otai-a', version: '^2.1.0' }))).toEqual([
      'otai-a OTAI_PLUGIN_VERSION: version 1.0.0 is installed, but the config asks for ^2.1.0' +
        ' -> run npm install otai-a@"^2.1.0", or change `version` in `plugins:`',
    ]);
  });

  it('written for another plugin API: nothing of it is imported', async () => {
    host.plugin('otai-next', entry('injectables() { return []; }', "log('imported');"), {
      json: { otai: { plugin: './plugin.js', apiVersion: '^2.0.0' } },
    });
    expect(await host.failures()).toEqual([
      'otai-next OTAI_PLUGIN_API_VERSION: it is written for plugin API ^2.0.0, this is 1.5.0' +
        ' -> install a version of otai-next for plugin API 1.5.0, or another version of open-ticket-ai',
    ]);
    expect(takeLog()).toEqual([]);
  });

  it('with its own copy of the core', async () => {
    const core = { name: 'open-ticket-ai', version: '0.0.9', type: 'module', exports: './index.js' };
    host.plugin('otai-private', onePipe(), {
      files: {
        'node_modules/open-ticket-ai/package.json': JSON.stringify(core),
        'node_modules/open-ticket-ai/index.js': "throw new Error('the second copy was imported');",
      },
    });
    expect(await host.failures()).toEqual([
      'otai-private OTAI_PLUGIN_SECOND_CORE: it uses its own copy of open-ticket-ai in <host>/node_modules/otai-private/node_modules/open-ticket-ai;' +
        ' the application uses <core> -> npm ls open-ticket-ai shows the copies: the plugin must have open-ticket-ai in peerDependencies,' +
        ' not in dependencies; a linked folder brings its own, install a packed one (npm pack)',
    ]);
  });

  it('whose factory extends the PluginFactory of another copy, bundled into it', async () => {
    const bundled = `class PluginFactory { static [Symbol.for('open-ticket-ai:plugin')] = true; }
      export default class extends PluginFactory { injectables() { return []; } }`;
    host.plugin('otai-bundled', bundled);
    expect(await host.failures()).toEqual([
      expect.stringMatching(
        /^otai-bundled OTAI_PLUGIN_SECOND_CORE: its factory extends the PluginFactory of another copy of open-ticket-ai -> /,
      ),
    ]);
  });

  it('whose entry file is missing, throws, or needs what is not installed', async () => {
    host.plugin('otai-missing', undefined, { json: { otai: { plugin: './dist/plugin.js', apiVersion: '^1.0.0' } }, files: { 'a.js': '' } });
    host.plugin('otai-throws', "throw new Error('no such luck');");
    host.plugin('otai-wants', "import 'a-package-nobody-has';");
    const [missing, throws, wants] = await host.failures();
    expect(missing).toBe(
      'otai-missing OTAI_PLUGIN_IMPORT_FAILED: its entry file ./dist/plugin.js does not exist' +
        ' -> the package was published without its build, or "otai.plugin" is wrong: report it to its author, or run its build',
    );
    expect(throws).toBe(
      'otai-throws OTAI_PLUGIN_IMPORT_FAILED: its entry file ./plugin.js could not be imported: no such luck' +
        ' -> a missing module is a missing dependency of the plugin: run npm install, or report it to its author',
    );
    expect(wants).toMatch(/^otai-wants OTAI_PLUGIN_IMPORT_FAILED: .*a-package-nobody-has/);
  });

  it('whose entry file exports something else than a factory', async () => {
    const factory = "import { PluginFactory } from 'open-ticket-ai'; class Mine extends PluginFactory { injectables() { return []; } }";
    host.plugin('otai-e1', `${factory} export { Mine };`);
    host.plugin('otai-e2', 'export const nothing = 1;');
    host.plugin('otai-e3', `${factory} export default new Mine();`);
    host.plugin('otai-e4', 'export default class { injectables() { return []; } }');
    host.plugin('otai-e5', 'export default { injectables: [] };');
    const HINT = ' -> the entry file must say: export default class extends PluginFactory { … }';
    expect(await host.failures()).toEqual([
      `otai-e1 OTAI_PLUGIN_NOT_A_PLUGIN: its PluginFactory "Mine" is a named export, not the default one${HINT}`,
      `otai-e2 OTAI_PLUGIN_NOT_A_PLUGIN: its entry file has no default export${HINT}`,
      `otai-e3 OTAI_PLUGIN_NOT_A_PLUGIN: its default export is an instance of a PluginFactory, not the class${HINT}`,
      `otai-e4 OTAI_PLUGIN_NOT_A_PLUGIN: its default export does not extend PluginFactory${HINT}`,
      `otai-e5 OTAI_PLUGIN_NOT_A_PLUGIN: its default export is no class${HINT}`,
    ]);
  });

  it('whose factory throws, wherever it does', async () => {
    const nothing = 'injectables() { return []; }';
    const bodies = {
      'otai-t1': `constructor() { super(); throw new Error('no room'); } ${nothing}`,
      'otai-t2': `configure() { throw new Error('not today'); } ${nothing}`,
      'otai-t3': 'injectables() { return [undefined]; }',
      'otai-t4': `async setup() { await null; throw new Error('no way'); } ${nothing}`,
      'otai-t5': `imports() { throw new Error('no module'); } ${nothing}`,
      'otai-t6': `async validate() { throw 'just a text'; } ${nothing}`,
    };
    for (const [name, body] of Object.entries(bodies)) host.plugin(name, entry(body));
    const HINT = ' -> the cause has the stack; report it to the plugin’s author';
    expect(await host.failures()).toEqual([
      `otai-t1 OTAI_PLUGIN_FACTORY_FAILED: its constructor threw: no room${HINT}`,
      `otai-t2 OTAI_PLUGIN_FACTORY_FAILED: its configure() threw: not today${HINT}`,
      `otai-t3 OTAI_PLUGIN_FACTORY_FAILED: its injectables() threw: entry 1 is undefined: do its files import each other in a circle?${HINT}`,
      `otai-t4 OTAI_PLUGIN_FACTORY_FAILED: its setup() threw: no way${HINT}`,
      `otai-t5 OTAI_PLUGIN_FACTORY_FAILED: its imports() threw: no module${HINT}`,
      `otai-t6 OTAI_PLUGIN_FACTORY_FAILED: its validate() threw: just a text${HINT}`,
    ]);
  });

  it('whose own check finds problems, each told', async () => {
    host.plugin('otai-picky', entry("injectables() { return []; } async validate() { return ['the moon is full', 'the door is open']; }"));
    const HINT = ' -> this is what the plugin itself says of its set-up';
    expect(await host.failures()).toEqual([
      `otai-picky OTAI_PLUGIN_INVALID: the moon is full${HINT}`,
      `otai-picky OTAI_PLUGIN_INVALID: the door is open${HINT}`,
    ]);
  });

  it('whose components are badly named, or named alike', async () => {
    const before = `
      const A = pipe('Same', 1); const B = pipe('Same', 2); const C = pipe('Camel', 3); const D = pipe('Other', 4);
      Pipe('first')(A); Pipe('second')(B); Pipe('camelCase')(C); Pipe('first')(D);`;
    host.plugin('otai-names', entry('injectables() { return [A, B, C, D]; }', before));
    expect(await host.failures()).toEqual([
      'otai-names OTAI_PLUGIN_NAME_DUPLICATE: two pipes answer to "Same": Same ("first") and Same ("second") -> rename one of them',
      'otai-names OTAI_PLUGIN_NAME_INVALID: the pipe name "camelCase" (Camel) is not snake_case -> names are snake_case, e.g. my_pipe',
      'otai-names OTAI_PLUGIN_NAME_DUPLICATE: two pipes answer to "first": Same ("first") and Other ("first") -> rename one of them',
    ]);
  });

  it('whose prefix another plugin has', async () => {
    host.plugin('otai-crm').plugin('@acme/otai-crm').plugin('otai-base');
    expect(await host.failures()).toEqual([
      'otai-base OTAI_PLUGIN_NAME_DUPLICATE: its components would be named "base:…", like those of BasePlugin -> remove one of the two packages',
      'otai-crm OTAI_PLUGIN_NAME_DUPLICATE: its components would be named "crm:…", like those of @acme/otai-crm -> remove one of the two packages',
    ]);
  });

  it('that a host hands over in code without a name', async () => {
    expect(
      await host.failures({
        plugins: [
          class extends PluginFactory {
            injectables() {
              return [];
            }
          },
        ],
      }),
    ).toEqual([
      '(a class without a name) OTAI_PLUGIN_NAME_INVALID: a plugin class that is handed over in code gives its components their prefix,' +
        ' and this one’s name gives none' +
        ' -> name it after the package: export default class MyThingPlugin extends PluginFactory gives my-thing:…',
    ]);
  });

  it('all of them in one error, with the healthy ones cleaned up', async () => {
    host.plugin('otai-healthy', entry("injectables() { return []; } cleanup() { log('healthy cleaned up'); }"));
    host.plugin('otai-next', onePipe(), { json: { otai: { plugin: './plugin.js', apiVersion: '^2.0.0' } } });
    host.plugin('otai-throws', "throw new Error('no such luck');");
    host.declares('otai-gone');
    const error = await host.boot().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(PluginLoadError);
    expect(error).toMatchObject({ code: 'OTAI_PLUGINS_FAILED', cause: expect.objectContaining({ message: 'no such luck' }) });
    expect((error as Error).message).toBe(
      [
        '3 plugin problems, nothing was started:',
        '  otai-gone: it is a dependency but not installed (OTAI_PLUGIN_NOT_FOUND)',
        '    -> run npm install',
        '  otai-next: it is written for plugin API ^2.0.0, this is 1.5.0 (OTAI_PLUGIN_API_VERSION)',
        '    -> install a version of otai-next for plugin API 1.5.0, or another version of open-ticket-ai',
        '  otai-throws: its entry file ./plugin.js could not be imported: no such luck (OTAI_PLUGIN_IMPORT_FAILED)',
        '    -> a missing module is a missing dependency of the plugin: run npm install, or report it to its author',
      ].join('\n'),
    );
    expect(takeLog()).toEqual(['healthy cleaned up']);
  });
});

describe('`optional: true`', () => {
  let warn: jest.SpiedFunction<typeof Logger.warn>;
  beforeEach(() => (warn = jest.spyOn(Logger, 'warn').mockImplementation(() => {})));
  afterEach(() => warn.mockRestore());

  it('turns a failure into a warning, and the others are loaded', async () => {
    host.plugin('otai-throws', "throw new Error('no such luck');").plugin('otai-good');
    const app = await host.boot(optional('otai-throws', 'otai-gone', 'otai-good'));
    expect(app.pipes).toEqual(['good:greet']);
    expect(warn.mock.calls.map(([text]) => String(text).split('\n')[1])).toEqual([
      '  otai-throws: its entry file ./plugin.js could not be imported: no such luck (OTAI_PLUGIN_IMPORT_FAILED)',
      '  otai-gone: it is named in `plugins:` but not installed (OTAI_PLUGIN_NOT_FOUND)',
    ]);
    await app.close();
  });

  it('leaves the plugin out as a whole when its prefix is taken, and cleans it up', async () => {
    host.plugin('otai-crm', onePipe('greet', 'the first'));
    host.plugin('@acme/otai-crm', entry("injectables() { return []; } cleanup() { log('the second cleaned up'); }"));
    const app = await host.boot({ config: plain('crm:greet', { plugins: ['otai-crm', { name: '@acme/otai-crm', optional: true }] }) });
    expect(await app.value()).toBe('the first');
    expect(takeLog()).toEqual(['the second cleaned up']);
    await app.close();
    expect(takeLog()).toEqual([]);
  });

  it('is what optionalDependencies mean for a package that is not installed', async () => {
    host.declares('otai-elsewhere', 'optionalDependencies');
    const app = await host.boot();
    expect(warn.mock.calls.map(([text]) => String(text))).toEqual([
      expect.stringContaining('otai-elsewhere: it is a dependency but not installed'),
    ]);
    await app.close();
  });
});
