import * as fc from 'fast-check';
import { loadText, problemsOf } from '../../test/support/load-text.js';
import { ConfigError } from './config.error.js';

/** The params of a service, given as YAML in flow style. */
function paramsOf(yaml: string): unknown {
  const { config, problems } = loadText(`otai: { services: { crm: { use: crm, params: ${yaml} } } }`);
  problems.throwIfAny();
  return config.services[0]?.params;
}

describe('YAML is read as YAML 1.2', () => {
  it('so that yes, on, dates and clock times stay texts', () => {
    expect(paramsOf('{ a: yes, on: off, b: 2026-01-01, c: 0:01:00, d: "5" }')).toEqual({
      a: 'yes',
      on: 'off',
      b: '2026-01-01',
      c: '0:01:00',
      d: '5',
    });
  });

  it('with numbers, booleans and nothing', () => {
    expect(paramsOf('{ a: 5, b: -1.5, c: true, d: null, e: , f: 0x10, g: 1e3 }')).toEqual({
      a: 5,
      b: -1.5,
      c: true,
      d: null,
      e: null,
      f: 16,
      g: 1000,
    });
  });

  it('with the basic tags', () => {
    expect(paramsOf('{ a: !!str 5, b: !!int "5", c: !!map { d: !!seq [1] }, e: ! 7 }')).toEqual({ a: '5', b: 5, c: { d: [1] }, e: '7' });
    expect(problemsOf('otai: { services: !!int five }')).toContain(
      'config.yml:1:25 services has the YAML tag !!int, but is nothing of that kind (leave the tag out)',
    );
  });

  it('with aliases, which stand for the same value', () => {
    expect(paramsOf('{ a: &queue { name: Incoming }, b: *queue }')).toEqual({ a: { name: 'Incoming' }, b: { name: 'Incoming' } });
  });

  it('with texts over several lines', () => {
    const text =
      'otai:\n  services:\n    crm:\n      use: crm\n      params:\n        body: |\n          Dear customer,\n          thank you.\n';
    const { config, locate } = loadText(text);
    expect(config.services[0]?.params).toEqual({ body: 'Dear customer,\nthank you.\n' });
    expect(locate(['services', 'crm', 'params', 'body'])).toMatchObject({ line: 7, column: 11 });
  });
});

describe('Limits', () => {
  it('hold for aliases', () => {
    const list = Array.from({ length: 11 }, () => '*a').join(', ');
    expect(() => loadText(`otai: { services: { a: &a 1, b: [${list}] } }`, { limits: { maxAliases: 10 } })).toThrow(
      'uses more than 10 aliases (*a)',
    );
  });

  it('hold for the depth that aliases add up to', () => {
    const text = 'otai: { services: { a: &a [[[1]]], b: &b [[[*a]]], c: [[[*b]]] } }';
    expect(() => loadText(text, { limits: { maxDepth: 10 } })).toThrow('nested more than 10 levels deep when its aliases are expanded');
  });
});

/** Outcome of loading: a config with its problems, or a ConfigError. Anything else is a fault of ours. */
function isHandled(text: string): boolean {
  try {
    const { config, problems } = loadText(text, { limits: { maxBytes: 1_000_000 } });
    return Array.isArray(config.services) && [...problems].every((problem) => problem.message !== '');
  } catch (error) {
    return error instanceof ConfigError && error.problems.length > 0;
  }
}

const TOKENS = [
  'otai',
  'services',
  'pipelines',
  'steps',
  'orchestrator',
  'params',
  'use',
  'id',
  '__proto__',
  'constructor',
  '<<',
  ': ',
  ':\n  ',
  '\n',
  '\n    ',
  '- ',
  '{',
  '}',
  '[',
  ']',
  ', ',
  '&a ',
  '*a',
  '"',
  "'",
  '|',
  '>',
  '#',
  '? ',
  '!!js/x ',
  '!!map ',
  '{{ x }}',
  '1',
  'null',
  '\t',
  '---\n',
  '%TAG ! x\n',
  'é',
  '\u0000',
  '\r',
];

describe('A syntax error', () => {
  it.each([
    [
      'a Windows path in double quotes',
      'otai: { file: "C:\\mails\\in", port: 1 }',
      'a backslash means something in double quotes: use single quotes',
    ],
    ['UTF-16 without a mark', Buffer.from('otai: 1\n', 'utf16le').toString(), 'save the file as UTF-8'],
    ['a colon in a text', 'otai:\n  a: b: c\n', 'put a text that holds a colon and a blank in quotes'],
  ])('of %s comes with what to do', (_, text, hint) => {
    expect(() => loadText(text)).toThrow(`(${hint})`);
  });
});

describe('Hostile YAML', () => {
  it('always gives a config or a ConfigError, and never touches a prototype', () => {
    const soup = fc.array(fc.constantFrom(...TOKENS), { maxLength: 60 }).map((tokens) => tokens.join(''));
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary', maxLength: 200 })), fc.boolean(), (text, hasRoot) => {
        expect(isHandled(hasRoot ? `otai:\n  ${text}` : text)).toBe(true);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('with any tree of odd values under the root gives a config or problems with a place', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 6 }),
        fc.constantFrom('services', 'pipelines', 'orchestrator', 'plugins', 'infrastructure'),
        (tree, section) => {
          const { problems } = loadText(JSON.stringify({ otai: { [section]: tree } }));
          for (const { location } of problems) expect(location?.line).toBe(1);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ['thousands of duplicate keys', 'otai:\n' + '  services: {}\n'.repeat(20_000)],
    ['blanks', `otai:${' '.repeat(900_000)}x`],
    ['brackets', `otai: ${'['.repeat(400_000)}`],
    ['quotes', `otai: "${'\\n'.repeat(400_000)}`],
    ['one long line', `otai: ${'password'.repeat(100_000)}: x`],
    ['many keys', `otai: {${Array.from({ length: 60_000 }, (_, i) => `k${i}: 1`).join(',')}}`],
    ['many steps', `otai: {pipelines: {a: {steps: [${'{},'.repeat(50_000)}]}}}`],
    ['anchors', `otai: [${'&a 1,'.repeat(100_000)}]`],
  ])('such as %s is answered at once', (_, text) => {
    const start = performance.now();
    expect(isHandled(text)).toBe(true);
    expect(performance.now() - start).toBeLessThan(60_000);
  });
});
