import { normalizeSource, tokenize } from './lexer.js';

const options = { trimBlocks: true, lstripBlocks: true };
const read = (source: string, settings = options) => tokenize(source, settings).map(({ type, text }) => `${type} ${text}`.trim());

describe('tokenize', () => {
  it('splits text and tags', () => {
    expect(read("a {{ b|c('d') }}")).toEqual([
      'data a',
      'variable_begin {{',
      'name b',
      'operator |',
      'name c',
      'operator (',
      'string d',
      'operator )',
      'variable_end }}',
      'eof',
    ]);
  });

  it('lets }} inside brackets be two brackets', () => {
    expect(read("{{ {'a': {'b': 1}} }}").filter((token) => token === 'operator }')).toHaveLength(2);
  });

  it('reads numbers, with the point only where a float can be', () => {
    expect(
      tokenize('{{ 1_000 0xFF 1.5 1e3 a.1.2 }}', options).flatMap(({ type, text }) =>
        type === 'integer' || type === 'float' ? [`${type} ${text}`] : [],
      ),
    ).toEqual(['integer 1_000', 'integer 0xFF', 'float 1.5', 'float 1e3', 'integer 1', 'integer 2']);
  });

  it.each([
    ['a\n  {% x %}\nb', ['a\n', 'b']],
    ['a  {% x %}  \nb', ['a  ', '  \nb']],
    ['a\n  {%+ x +%}\nb', ['a\n  ', '\nb']],
    ['a  \n {%- x -%} \n b', ['a', 'b']],
    ['a {{- x -}} b', ['a', 'b']],
    ['a\n  {# c #}\nb', ['a\n', 'b']],
    ['{% raw %}{{ x }}{% endraw %}b', ['{{ x }}', 'b']],
    ['a\r\nb\rc\n', ['a\nb\nc']],
  ])('controls white space in %j', (source, texts) => {
    const data = tokenize(source, options).filter(({ type }) => type === 'data');
    expect(data.map(({ text }) => text)).toEqual(texts);
  });

  it('leaves white space alone when told so', () => {
    expect(read('a\n  {% x %} b', { trimBlocks: false, lstripBlocks: false })).toEqual([
      'data a',
      'block_begin {%',
      'name x',
      'block_end %}',
      'data  b',
      'eof',
    ]);
  });

  it('knows lines and columns, also behind multi-line strings', () => {
    const token = tokenize("a\n{{ 'x\ny' ~ z }}", options).find(({ text }) => text === 'z');
    expect(token?.at).toEqual({ line: 3, column: 6 });
  });

  it.each([
    ['{{ "a }}', /not closed/, 1],
    ['a\n{# b', /comment is not closed/, 2],
    ['{% raw %}a', /raw block is not closed/, 1],
    ['{{ a ? b }}', /Unexpected character "\?"/, 1],
    ['{{ (a] }}', /expected '\)'/, 1],
    ['{{ a) }}', /nothing is open/, 1],
    ['\n\n{{ "\\x4" }}', /hexadecimal/, 3],
    ['{{ 1e999 }}', /too large/, 1],
  ])('refuses %j', (source, message, line) => {
    expect(() => tokenize(source, options)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(message) as string, line }) as Error,
    );
  });
});

describe('normalizeSource', () => {
  it('drops one line break at the end', () => {
    expect(normalizeSource('a\r\n\r\n')).toBe('a\n');
  });
});
