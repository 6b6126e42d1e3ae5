import { loadText, problemsOf } from '../../test/support/load-text.js';
import type { RawMap } from './otai-config.js';

const CONFIG = `
otai:
  services:
    hf-local:
      use: hf-local:classifier
      params:
        operation_urls: { TicketSearch: ticket-search }
        models: [first, second]
`;

function paramsWith(env: Record<string, string>, text = CONFIG): RawMap {
  const { config, problems } = loadText(text, { env });
  problems.throwIfAny();
  return config.services[0]?.params ?? {};
}

describe('A variable', () => {
  it.each(['OTAI', 'OPEN_TICKET_AI', 'CFG', 'otai'])('may begin with %s, whatever root the file has', (prefix) => {
    expect(paramsWith({ [`${prefix}__SERVICES__HF-LOCAL__PARAMS__TOKEN`]: 'x' })).toMatchObject({ token: 'x' });
  });

  it('reaches keys with capitals, hyphens and dots', () => {
    expect(paramsWith({ OTAI__SERVICES__HF_LOCAL__PARAMS__OPERATION_URLS__TICKETSEARCH: 'search' })).toMatchObject({
      operation_urls: { TicketSearch: 'search' },
    });
  });

  it('makes a new key in lower case where there is none', () => {
    expect(loadText('otai: {}', { env: { OTAI__SERVICES__CRM__USE: 'crm' } }).config.services).toMatchObject([{ id: 'crm', use: 'crm' }]);
  });

  it('names places of a list by number, from 0; the next free place adds one', () => {
    const env = { OTAI__SERVICES__HF_LOCAL__PARAMS__MODELS__0: 'other', OTAI__SERVICES__HF_LOCAL__PARAMS__MODELS__2: 'third' };
    expect(paramsWith(env)).toMatchObject({ models: ['other', 'second', 'third'] });
  });

  it('is a text, also when it looks like a number or a template', () => {
    const env = { OTAI__SERVICES__HF_LOCAL__PARAMS__PORT: '007', OTAI__SERVICES__HF_LOCAL__PARAMS__TEMPLATE: "{{ get_env('A') }}" };
    expect(paramsWith(env)).toMatchObject({ port: '007', template: "{{ get_env('A') }}" });
  });

  it('is JSON where it is a whole mapping or list, merged with what is there', () => {
    expect(paramsWith({ OTAI: '{"services": {"hf-local": {"params": {"limit": 5}}}}' })).toMatchObject({
      limit: 5,
      models: ['first', 'second'],
    });
    expect(paramsWith({ OTAI__SERVICES__HF_LOCAL__PARAMS__MODELS: '["third"]' })).toMatchObject({ models: ['third'] });
  });

  it('gives way to one with a longer path', () => {
    const env = { OTAI__SERVICES: '{"hf-local": {"params": {"limit": 5}}}', OTAI__SERVICES__HF_LOCAL__PARAMS__LIMIT: '6' };
    expect(paramsWith(env)).toMatchObject({ limit: '6' });
  });

  it('may be a password that begins with a bracket', () => {
    expect(paramsWith({ OTAI__SERVICES__HF_LOCAL__PARAMS__PASSWORD: '[not json' })).toMatchObject({ password: '[not json' });
  });

  it('that has nothing to do with the config is left alone', () => {
    expect(problemsOf(CONFIG, { env: { PATH: '/bin', OTAI_TOKEN: 'x', CFG: '/etc/cfg', OTAI: 'yes' } })).toEqual([]);
  });
});

describe('A variable is refused', () => {
  it.each([
    ['OTAI__SERVICES', '{"a": ', 'OTAI__SERVICES services is not valid JSON'],
    ['OTAI', '{"a": ', 'OTAI is not valid JSON'],
    [
      'OTAI__SERVICES____USE',
      'x',
      'OTAI__SERVICES____USE is not a path into the config (join the keys by two underscores: OTAI__SERVICES__…)',
    ],
    [
      'OTAI__CONSTRUCTOR__X',
      'x',
      'OTAI__CONSTRUCTOR__X is not a path into the config (join the keys by two underscores: OTAI__SERVICES__…)',
    ],
    [
      'OTAI__SERVICES__HF_LOCAL__PARAMS__A',
      '{"__proto__": {}}',
      'OTAI__SERVICES__HF_LOCAL__PARAMS__A services.hf-local.params.a.__proto__ is not allowed as a key',
    ],
    [
      'OTAI__SERVICES__HF_LOCAL__USE__X',
      'x',
      'OTAI__SERVICES__HF_LOCAL__USE__X services.hf-local.use holds a single value, so nothing can be set below it',
    ],
    [
      'OTAI__SERVICES__HF_LOCAL__PARAMS__MODELS__7',
      'x',
      'OTAI__SERVICES__HF_LOCAL__PARAMS__MODELS__7 services.hf-local.params.models is a list of 2, which has no place 7 (count from 0)',
    ],
    ['OTAI__SERVCES__X', 'x', 'OTAI__SERVCES__X servces is not a known key (did you mean "services"?)'],
  ])('%s', (name, value, problem) => {
    expect(problemsOf(CONFIG, { env: { [name]: value } })).toEqual([`environment variable ${problem}`]);
  });

  it('when two keys could be meant', () => {
    const text = 'otai: { services: { a-b: { use: x }, a.b: { use: x } } }';
    expect(problemsOf(text, { env: { OTAI__SERVICES__A_B__USE: 'y' } })).toEqual([
      'environment variable OTAI__SERVICES__A_B__USE services holds a-b and a.b, and A_B could be either',
    ]);
  });
});
