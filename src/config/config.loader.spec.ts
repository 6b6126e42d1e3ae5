import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOtaiError } from '../api/otai.error.js';
import { Secret } from '../api/secret.js';
import { formatProblem } from './config-problem.js';
import { ConfigError } from './config.error.js';
import { loadConfig, type ConfigSource, type LoadedConfig } from './config.loader.js';
import { loadText, problemsOf } from '../../test/support/load-text.js';
import { formatLocation } from './source-location.js';

const CONFIG = `
otai:
  services:
    helpdesk:
      use: base:local_helpdesk
      params:
        folder: from-file
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'otai-config-'));
  writeFileSync(join(folder, 'config.yml'), CONFIG);
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(source: ConfigSource = {}): LoadedConfig {
  return loadConfig({ config: 'config.yml', cwd: folder, env: {}, ...source });
}

function folderOf({ config, problems }: LoadedConfig): unknown {
  problems.throwIfAny();
  return config.services[0]?.params['folder'];
}

function errorOf(act: () => unknown): ConfigError {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('expected a ConfigError');
}

describe('The sources of a config', () => {
  it('are the environment, .env, the file and the options in code, in this order', () => {
    const defaults = { otai: { services: { helpdesk: { params: { folder: 'from-options', format: 'mbox' } } } } };
    expect(folderOf(load({ defaults }))).toBe('from-file');
    expect(load({ defaults }).config.services[0]?.params).toEqual({ folder: 'from-file', format: 'mbox' });

    writeFileSync(join(folder, '.env'), 'OTAI__SERVICES__HELPDESK__PARAMS__FOLDER=from-dotenv\n');
    expect(folderOf(load())).toBe('from-dotenv');
    expect(folderOf(load({ env: { OTAI__SERVICES__HELPDESK__PARAMS__FOLDER: 'from-env' } }))).toBe('from-env');
    expect(folderOf(load({ dotenv: false }))).toBe('from-file');
  });

  it('can be an object in code instead of a file', () => {
    const password = new Secret('hunter2');
    const loaded = load({ config: { otai: { services: { crm: { use: 'crm', params: { password } } } } } });
    expect(loaded.config.services[0]?.params['password']).toBe(password);
    expect(loaded.baseDir).toBe(folder);
  });

  it('can be a YAML text', () => {
    expect(folderOf(loadText(CONFIG))).toBe('from-file');
  });

  it('are config.yml when nothing else is said', () => {
    expect(folderOf(loadConfig({ cwd: folder, env: {} }))).toBe('from-file');
  });

  it('may begin with a byte order mark and have Windows line ends', () => {
    writeFileSync(join(folder, 'config.yml'), `\uFEFF${CONFIG.trimStart().replaceAll('\n', '\r\n')}`);
    expect(folderOf(load())).toBe('from-file');
    expect(formatLocation(load().locate(['services', 'helpdesk', 'params', 'folder'])!)).toBe('config.yml:6:17');
  });

  it('leave nothing that can be changed', () => {
    expect(load().config.services.map(({ params }) => Object.isFrozen(params))).toEqual([true]);
  });
});

describe('Every value', () => {
  it('remembers where it came from', () => {
    writeFileSync(join(folder, '.env'), '# mails\n\nOTAI__SERVICES__HELPDESK__PARAMS__FORMAT=mbox\n');
    const { locate } = load({
      env: { OTAI__SERVICES__HELPDESK__PARAMS__LIMIT: '5' },
      defaults: { otai: { services: { helpdesk: { params: { sort: 'asc' } } } } },
    });
    const place = (key: string, at?: 'key' | 'value'): string => formatLocation(locate(['services', 'helpdesk', 'params', key], at)!);
    expect(place('folder')).toBe('config.yml:7:17');
    expect(place('folder', 'key')).toBe('config.yml:7:9');
    expect(place('format')).toBe('.env:3');
    expect(place('limit')).toBe('environment variable OTAI__SERVICES__HELPDESK__PARAMS__LIMIT');
    expect(place('sort')).toBe('forRoot options');
    expect(place('missing')).toBe('config.yml:7:9');
  });
});

describe('get_env', () => {
  it('reads the environment, and .env below it', () => {
    writeFileSync(join(folder, '.env'), 'A=from-dotenv\nB=from-dotenv\n');
    expect(load({ env: { A: 'from-env', C: undefined } }).env).toEqual({ A: 'from-env', B: 'from-dotenv' });
  });

  it('finds .env beside the config, else in the working directory', () => {
    mkdirSync(join(folder, 'conf'));
    writeFileSync(join(folder, 'conf', 'otai.yml'), CONFIG);
    writeFileSync(join(folder, '.env'), 'WHERE=cwd\n');
    expect(load({ config: 'conf/otai.yml' }).env).toEqual({ WHERE: 'cwd' });
    writeFileSync(join(folder, 'conf', '.env'), 'WHERE=beside\n');
    expect(load({ config: 'conf/otai.yml' })).toMatchObject({ env: { WHERE: 'beside' }, baseDir: join(folder, 'conf') });
  });

  it('can be given another file, which must then exist', () => {
    writeFileSync(join(folder, 'prod.env'), 'WHERE=prod\n');
    expect(load({ dotenv: 'prod.env' }).env).toEqual({ WHERE: 'prod' });
    expect(Array.from(load({ dotenv: 'test.env' }).problems, formatProblem)).toEqual(['test.env there is no such file']);
  });
});

describe('What cannot be read at all', () => {
  it('is a file that is not there: the error says where it looked, and what may be meant', () => {
    const error = errorOf(() => load({ config: 'confg.yml' }));
    expect(isOtaiError(error) && error.code).toBe('OTAI_CONFIG_INVALID');
    expect(error.message).toBe(
      `confg.yml: 1 problem\nconfg.yml there is no such file; looked for ${join(folder, 'confg.yml')} (did you mean config.yml?)`,
    );
    expect(error.cause).toMatchObject({ code: 'ENOENT' });
    expect(errorOf(() => load({ config: 'nowhere/config.yml' })).message).toContain('(create it, or name another one)');
  });

  it('is a folder', () => {
    expect(errorOf(() => load({ config: '.' })).message).toContain('(name the file in it)');
  });

  it('is a file that is too large', () => {
    expect(errorOf(() => load({ limits: { maxBytes: 10 } })).message).toContain('larger than 10 bytes');
    expect(errorOf(() => loadText(CONFIG, { limits: { maxBytes: 10 } })).message).toContain('larger than 10 bytes');
  });

  it('is a file in another encoding: the error points at the first letter', () => {
    writeFileSync(join(folder, 'config.yml'), Buffer.from('otai:\n  name: Prüfung\n', 'latin1'));
    expect(errorOf(() => load()).message).toContain('config.yml:2:11 is not UTF-8 text (save the file as UTF-8)');
  });

  it('is an object without a root', () => {
    const error = errorOf(() => load({ config: { services: {} } }));
    expect(error.message).toContain('forRoot options no otai: stands at the top (put everything under otai:');
  });
});

describe('Problems', () => {
  it('are told all at once, each with its source, the file first', () => {
    const defaults = { otai: { servces: {} } };
    const env = { OTAI__API_VERSION: '^9.0.0', OTAI__PLUGINS__0__NME: 'otai-zammad' };
    const { problems } = loadText('otai:\n  pipelins: {}\n', { defaults, env });
    expect(errorOf(() => problems.throwIfAny()).message.split('\n')).toEqual([
      'config.yml: 4 problems',
      'config.yml:2:3 pipelins is not a known key (did you mean "pipelines"?)',
      expect.stringContaining('environment variable OTAI__API_VERSION api_version asks for API "^9.0.0"'),
      'environment variable OTAI__PLUGINS__0__NME plugins[0].nme is not a known key (did you mean "name"?)',
      'forRoot options servces is not a known key (did you mean "services"?)',
    ]);
  });

  it('can be joined by those of later phases', () => {
    const { problems } = load();
    expect(problems.isEmpty).toBe(true);
    problems.add({ code: 'bad_param', path: ['services', 'helpdesk', 'params', 'folder'], message: 'is not a folder' });
    expect(() => problems.throwIfAny()).toThrow('config.yml:7:17 services.helpdesk.params.folder is not a folder');
  });
});

function warningsOf(text: string, source?: ConfigSource): string[] {
  return loadText(text, source).warnings.map(formatProblem);
}

describe('Warnings', () => {
  const RUNS = 'otai: { pipelines: { route: { steps: [{ id: fetch, use: base:fetch_tickets }] } } }';

  it('tell of variables that were meant for the config but are not read', () => {
    const env = { OTAI_OPEN_TICKET_AI__SERVICES__CRM__USE: 'x', OTAI_SERVICES__CRM: 'x', OTAI_OTOBO_PASSWORD: 'x', CFG: '/etc' };
    expect(warningsOf(RUNS, { env })).toEqual([
      'environment variable OTAI_OPEN_TICKET_AI__SERVICES__CRM__USE is not read (write OTAI__SERVICES__CRM__USE, with two underscores between keys)',
      'environment variable OTAI_SERVICES__CRM is not read (write OTAI__SERVICES__CRM, with two underscores between keys)',
    ]);
  });

  it('tell of a config that runs nothing, and of a log file that is not written', () => {
    expect(warningsOf('otai:\n  infrastructure:\n    logging: { log_to_file: true }\n')).toEqual([
      'config.yml:3:16 infrastructure.logging.log_to_file has no effect: logs go to the standard output (redirect it to a file)',
      'config.yml:2:3 the config has no pipelines, so nothing will run (add pipelines: with at least one)',
    ]);
    expect(warningsOf(RUNS)).toEqual([]);
  });
});

describe('The root', () => {
  it.each(['otai', 'open_ticket_ai', 'cfg'])('may be called %s', (root) => {
    expect(problemsOf(`${root}: { services: { crm: { use: crm } } }`)).toEqual([]);
  });

  it('may hold nothing', () => {
    expect(loadText('otai:\n').config).toMatchObject({ services: [], pipelines: [], origin: 'pipelines' });
  });

  it('must hold a mapping', () => {
    expect(problemsOf('otai: services')).toEqual([expect.stringContaining('config.yml:1:7 otai: must hold a mapping')]);
  });
});
