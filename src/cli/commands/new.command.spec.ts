import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, getFileInfo } from 'prettier';
import { FakeIo } from '../../../test/support/fake-io.js';
import { NewCommand, type NewCommandOptions } from './new.command.js';

const HERE = dirname(fileURLToPath(import.meta.url));

let cwd: string;
beforeEach(() => (cwd = realpathSync(mkdtempSync(join(tmpdir(), 'otai-new-')))));
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** Runs `otai new` in a folder, and gives what it printed. */
async function otaiNew(options: NewCommandOptions, at = cwd): Promise<string[]> {
  const io = new FakeIo({ cwd: at });
  expect(await new NewCommand(io).execute(options)).toBe(0);
  return io.stdout.trimEnd().split('\n');
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? relative(folder, join(entry.parentPath, entry.name)) : [])).toSorted();
}

function read(...path: string[]): string {
  return readFileSync(join(cwd, ...path), 'utf8');
}

/** The folder of the plugin that was made before. */
function inPlugin(): string {
  return join(cwd, 'otai-my-plugin');
}

/** A plugin's entry file with these classes. */
function pluginWith(names: string): string {
  return `import A from 'a';\nexport default class {\n  injectables(): object[] {\n    return [${names}];\n  }\n}\n`;
}

describe('otai new plugin', () => {
  it('makes a package with everything in it, and says what comes next', async () => {
    const lines = await otaiNew({ kind: 'plugin', name: 'my-plugin' });
    expect(filesIn(join(cwd, 'otai-my-plugin'))).toEqual([
      '.gitignore',
      '.oxlintrc.json',
      '.prettierignore',
      '.prettierrc.json',
      'README.md',
      'jest.config.mjs',
      'package.json',
      'src/pipes/tag-by-words.pipe.ts',
      'src/plugin.ts',
      'src/services/word-list.service.ts',
      'test/config.spec.ts',
      'test/config.yml',
      'test/plugin.spec.ts',
      'test/tag-by-words.pipe.spec.ts',
      'tsconfig.build.json',
      'tsconfig.json',
    ]);
    expect(lines).toContain('created otai-my-plugin/src/plugin.ts');
    expect(lines.slice(-4)).toEqual(['next:', '  cd otai-my-plugin', '  npm install', '  npm test']);
  });

  it('its package.json is that of a plugin', async () => {
    await otaiNew({ kind: 'plugin', name: 'my-plugin' });
    const json = JSON.parse(read('otai-my-plugin/package.json')) as Record<string, unknown>;
    const core = JSON.parse(readFileSync(resolve(HERE, '../../../package.json'), 'utf8')) as { version: string };
    expect(json).toMatchObject({
      name: 'otai-my-plugin',
      keywords: ['otai-plugin'],
      otai: { plugin: './dist/plugin.js', apiVersion: '^1.5.0' },
      files: ['dist'],
      publishConfig: { provenance: true },
      peerDependencies: { 'open-ticket-ai': `^${core.version}` },
      devDependencies: { 'open-ticket-ai': `^${core.version}` },
      exports: { './package.json': './package.json' },
    });
    expect(json['dependencies']).not.toHaveProperty('open-ticket-ai');
  });

  it.each([
    ['my-plugin', 'otai-my-plugin', 'otai-my-plugin', 'my-plugin', 'MyPluginPlugin'],
    ['otai-crm', 'otai-crm', 'otai-crm', 'crm', 'CrmPlugin'],
    ['@acme/crm2', 'otai-crm2', '@acme/otai-crm2', 'crm2', 'Crm2Plugin'],
    ['@acme/otai-crm', 'otai-crm', '@acme/otai-crm', 'crm', 'CrmPlugin'],
  ])('%s is the package with all its names', async (name, folder, packageName, prefix, className) => {
    await otaiNew({ kind: 'plugin', name });
    expect(read(folder, 'package.json')).toContain(`"name": "${packageName}"`);
    expect(read(folder, 'test/config.yml')).toContain(`use: ${prefix}:word_list`);
    expect(read(folder, 'src/plugin.ts')).toContain(`class ${className} extends PluginFactory`);
  });

  it.each([
    ['My Plugin', 'try my-plugin'],
    ['MyPlugin', 'try my-plugin'],
    ['my_plugin', 'try my-plugin'],
    ['@acme/My_Plugin', 'try @acme/my-plugin'],
    ['2fast', 'try my-plugin'],
    ['', 'try my-plugin'],
    ['../up', 'try up'],
    ['@ac me/x', 'scopes are like @acme: small letters and digits'],
    ['base', 'choose another name, e.g. my-plugin'],
    ['otai-testing', 'choose another name, e.g. my-plugin'],
    ['x'.repeat(215), 'choose a shorter one'],
  ])('refuses the name "%s" with words', async (name, hint) => {
    await expect(otaiNew({ kind: 'plugin', name })).rejects.toMatchObject({ code: 'OTAI_CLI_USAGE', hint });
    expect(filesIn(cwd)).toEqual([]);
  });

  it('--dry-run says what would be written, and writes nothing', async () => {
    const lines = await otaiNew({ kind: 'plugin', name: 'my-plugin', dryRun: true });
    expect(lines).toContain('would create otai-my-plugin/src/plugin.ts');
    expect(lines.at(-1)).toBe('nothing was written');
    expect(filesIn(cwd)).toEqual([]);
  });

  it('overwrites nothing, and names every file in the way', async () => {
    mkdirSync(join(cwd, 'otai-my-plugin/src'), { recursive: true });
    writeFileSync(join(cwd, 'otai-my-plugin/package.json'), 'mine');
    writeFileSync(join(cwd, 'otai-my-plugin/src/plugin.ts'), 'mine too');
    writeFileSync(join(cwd, 'otai-my-plugin/notes.txt'), 'not in the way');
    await expect(otaiNew({ kind: 'plugin', name: 'my-plugin' })).rejects.toMatchObject({
      code: 'OTAI_CLI_FILES_EXIST',
      files: ['otai-my-plugin/package.json', 'otai-my-plugin/src/plugin.ts'],
    });
    await expect(otaiNew({ kind: 'plugin', name: 'my-plugin', dryRun: true })).rejects.toMatchObject({ code: 'OTAI_CLI_FILES_EXIST' });
    expect(filesIn(cwd)).toEqual(['otai-my-plugin/notes.txt', 'otai-my-plugin/package.json', 'otai-my-plugin/src/plugin.ts']);
    expect(read('otai-my-plugin/package.json')).toBe('mine');
  });
});

describe('otai new app', () => {
  it('makes an application with a config, a pipe of its own and a mail', async () => {
    await otaiNew({ kind: 'app', name: 'my-helpdesk' });
    expect(filesIn(join(cwd, 'my-helpdesk'))).toEqual(
      expect.arrayContaining([
        'config.yml',
        'mails/question.eml',
        'src/app.module.ts',
        'src/pipes/tag-question.pipe.ts',
        'test/config.spec.ts',
      ]),
    );
    expect(read('my-helpdesk/package.json')).toContain('"private": true');
  });
});

describe('otai new pipe, service, trigger', () => {
  beforeEach(() => otaiNew({ kind: 'plugin', name: 'my-plugin' }).then(() => {}));

  it('adds the class, its spec, and its place in the plugin', async () => {
    const lines = await otaiNew({ kind: 'pipe', name: 'route_ticket' }, join(inPlugin(), 'src'));
    expect(lines.slice(0, 3)).toEqual([
      'created pipes/route-ticket.pipe.ts',
      'created ../test/route-ticket.pipe.spec.ts',
      'changed plugin.ts',
    ]);
    expect(read('otai-my-plugin/src/pipes/route-ticket.pipe.ts')).toContain("@Pipe('route_ticket', {\n  params: RouteTicketParams,");
    const plugin = read('otai-my-plugin/src/plugin.ts');
    expect(plugin).toContain("import { RouteTicketPipe } from './pipes/route-ticket.pipe.js';\n\n");
    expect(plugin).toContain('return [TagByWordsPipe, WordList, RouteTicketPipe];');
  });

  it('the kind at the end of a name is not said twice', async () => {
    await otaiNew({ kind: 'service', name: 'my_service' }, inPlugin());
    await otaiNew({ kind: 'trigger', name: 'my_trigger' }, inPlugin());
    await otaiNew({ kind: 'pipe', name: 'my_pipe' }, inPlugin());
    expect(read('otai-my-plugin/src/plugin.ts')).toContain('return [TagByWordsPipe, WordList, MyService, MyTrigger, MyPipe];');
    expect(read('otai-my-plugin/src/services/my.service.ts')).toContain("@Service('my_service'");
  });

  it('in an application they become providers; a service has no params there', async () => {
    await otaiNew({ kind: 'app', name: 'my-helpdesk' });
    await otaiNew({ kind: 'service', name: 'crm' }, join(cwd, 'my-helpdesk'));
    expect(read('my-helpdesk/src/app.module.ts')).toContain('providers: [TagQuestionPipe, CrmService]');
    expect(read('my-helpdesk/src/services/crm.service.ts')).not.toContain('Params');
  });

  it('says what to do by hand where the list of classes is not as expected', async () => {
    writeFileSync(join(inPlugin(), 'src/plugin.ts'), 'export const injectables = COMPONENTS;\n');
    const lines = await otaiNew({ kind: 'pipe', name: 'my_pipe' }, inPlugin());
    expect(lines).toContain('  add MyPipe to the list that injectables() returns in src/plugin.ts');
    expect(read('otai-my-plugin/src/plugin.ts')).toBe('export const injectables = COMPONENTS;\n');
  });

  it('keeps a list over several lines as it is, and fills an empty one', async () => {
    writeFileSync(join(inPlugin(), 'src/plugin.ts'), pluginWith('\n      A,\n      B,\n    '));
    await otaiNew({ kind: 'pipe', name: 'one' }, inPlugin());
    expect(read('otai-my-plugin/src/plugin.ts')).toContain('return [\n      A,\n      B, OnePipe,\n    ];');
    writeFileSync(join(inPlugin(), 'src/plugin.ts'), pluginWith(''));
    await otaiNew({ kind: 'pipe', name: 'two' }, inPlugin());
    expect(read('otai-my-plugin/src/plugin.ts')).toContain('return [TwoPipe];');
  });

  it('refuses a second one of the same name', async () => {
    await otaiNew({ kind: 'pipe', name: 'my_pipe' }, inPlugin());
    await expect(otaiNew({ kind: 'pipe', name: 'my_pipe' }, inPlugin())).rejects.toMatchObject({
      files: ['src/pipes/my.pipe.ts', 'test/my.pipe.spec.ts'],
    });
    expect(read('otai-my-plugin/src/plugin.ts').match(/MyPipe/g)).toHaveLength(2);
  });

  it.each([
    ['my-pipe', 'try my_pipe'],
    ['MyPipe', 'try my_pipe'],
    ['1st', 'try my_pipe'],
  ])('refuses the name %s', async (name, hint) => {
    await expect(otaiNew({ kind: 'pipe', name }, inPlugin())).rejects.toMatchObject({ code: 'OTAI_CLI_USAGE', hint });
  });

  it('needs a plugin or an application around it', async () => {
    await expect(otaiNew({ kind: 'pipe', name: 'my_pipe' })).rejects.toMatchObject({
      message: expect.stringContaining('there is no package.json here or above'),
    });
    writeFileSync(join(cwd, 'package.json'), '{}');
    await expect(otaiNew({ kind: 'pipe', name: 'my_pipe' })).rejects.toMatchObject({
      message: expect.stringContaining('is neither a plugin nor'),
    });
    writeFileSync(join(cwd, 'package.json'), '{');
    await expect(otaiNew({ kind: 'pipe', name: 'my_pipe' })).rejects.toMatchObject({
      message: expect.stringContaining('is not valid JSON'),
    });
  });
});

describe('what is generated', () => {
  it('is formatted as its own settings ask, and leaves no placeholder behind', async () => {
    await otaiNew({ kind: 'plugin', name: 'my-plugin' });
    await otaiNew({ kind: 'app', name: 'my-helpdesk' });
    for (const kind of ['pipe', 'service', 'trigger']) {
      for (const folder of ['otai-my-plugin', 'my-helpdesk']) await otaiNew({ kind, name: `route_ticket_${kind}` }, join(cwd, folder));
    }
    const wrong: string[] = [];
    for (const file of filesIn(cwd)) {
      const text = read(file);
      if (/__[A-Z]+__/.test(text + file)) wrong.push(`${file}: placeholder`);
      const { inferredParser } = await getFileInfo(file);
      const settings = JSON.parse(read(file.split('/')[0] ?? '', '.prettierrc.json')) as object;
      if (inferredParser !== null && !(await check(text, { ...settings, filepath: file }))) wrong.push(`${file}: format`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('the generator', () => {
  it('needs nothing but Node and a few files of its own, so that `npm create otai-plugin` can bring it along', () => {
    const folder = resolve(HERE, '../new');
    const imports = filesIn(folder)
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .flatMap((file) =>
        [...readFileSync(join(folder, file), 'utf8').matchAll(/^(?:import|export) .*from '([^']+)'/gm)].map(([, from]) => from ?? ''),
      );
    const outside = imports.filter((from) => !from.startsWith('./') && !from.startsWith('node:'));
    expect(new Set(outside)).toEqual(new Set(['../../api/api-version.js', '../../api/otai.error.js', '../usage.error.js']));
  });

  it('an unknown kind is told what there is', async () => {
    await expect(otaiNew({ kind: 'pipes', name: 'x' })).rejects.toMatchObject({ hint: 'it makes: plugin, app, pipe, service, trigger' });
    expect(existsSync(join(cwd, 'x'))).toBe(false);
  });
});
