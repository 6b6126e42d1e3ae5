import { loadText, problemsOf } from '../../test/support/load-text.js';
import type { OtaiConfig } from './otai-config.js';

function read(yaml: string): OtaiConfig {
  const { config, problems } = loadText(yaml);
  problems.throwIfAny();
  return config;
}

describe('pipelines:', () => {
  it('are named, and have a trigger, params and steps', () => {
    const config = read(`
otai:
  pipelines:
    route_tickets:
      trigger: { use: base:interval, params: { every: 60s } }
      params: { threshold: 0.8 }
      steps:
        - { id: fetch, use: base:fetch_tickets }
`);
    expect(config.origin).toBe('pipelines');
    expect(config.pipelines).toMatchObject([
      {
        name: 'route_tickets',
        trigger: { use: 'base:interval', params: { every: '60s' }, path: ['pipelines', 'route_tickets', 'trigger'] },
        params: { threshold: 0.8 },
        steps: [expect.objectContaining({ id: 'fetch', path: ['pipelines', 'route_tickets', 'steps', 0] })],
        path: ['pipelines', 'route_tickets'],
      },
    ]);
  });

  it('need no trigger: such a pipeline runs when it is called', () => {
    expect(read('otai: { pipelines: { route: { steps: [{ id: a, use: b }] } } }').pipelines[0]?.trigger).toBeUndefined();
  });
});

describe('plugins:', () => {
  it('are names or mappings', () => {
    const plugins = read('otai: { plugins: [otai-zammad, { name: otai-x, version: ^1.2.0, optional: true, params: { a: 1 } }] }').plugins;
    expect(plugins).toMatchObject([
      { name: 'otai-zammad', optional: false, params: {} },
      { name: 'otai-x', version: '^1.2.0', optional: true, params: { a: 1 }, path: ['plugins', 1] },
    ]);
  });

  it('are undefined when the config does not list any', () => {
    expect(read('otai: {}').plugins).toBeUndefined();
  });

  it('are complained about by their place', () => {
    expect(problemsOf('otai: { plugins: [5, ""] }')).toEqual([
      'config.yml:1:19 plugins[0] must be the name of a package, or a mapping with name, but is a number',
      'config.yml:1:22 plugins[1] is missing (give the name of a package)',
    ]);
  });
});

describe('infrastructure.logging:', () => {
  it.each([
    ['DEBUG', 'debug'],
    ['INFO', 'log'],
    ['warning', 'warn'],
    ['ERROR', 'error'],
    ['CRITICAL', 'fatal'],
    ['verbose', 'verbose'],
  ])('level %s is %s in Nest', (level, expected) => {
    expect(read(`otai: { infrastructure: { logging: { level: ${level} } } }`).infrastructure.logging.level).toBe(expected);
  });

  it('has no level when the config does not say', () => {
    expect(read('otai: {}').infrastructure.logging).toEqual({ logToFile: false });
  });
});

describe('api_version:', () => {
  it.each(['>=1.0.0', '^1.0.0', '1.x', '*'])('%s is satisfied', (range) => {
    expect(read(`otai: { api_version: "${range}" }`).apiVersion).toBe(range);
  });
});

describe('services:', () => {
  it('are mappings of their own, each under its id', () => {
    expect(
      read('otai: { services: { helpdesk: { use: base:local_helpdesk, injects: { classifier: rules }, params: { folder: mails } } } }')
        .services,
    ).toEqual([
      {
        id: 'helpdesk',
        use: 'base:local_helpdesk',
        injects: { classifier: 'rules' },
        params: { folder: 'mails' },
        path: ['services', 'helpdesk'],
      },
    ]);
  });

  it.each(['base', 'otai_base', 'otai-base', 'open_ticket_ai.base'])('of %s:JinjaRenderer mean nothing', (prefix) => {
    expect(read(`otai: { services: { jinja: { use: "${prefix}:JinjaRenderer" } } }`).services).toEqual([]);
  });
});
