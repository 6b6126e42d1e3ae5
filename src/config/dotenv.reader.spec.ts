import { parseDotenv } from './dotenv.reader.js';

describe('A .env file', () => {
  it('gives each variable with the line it stands in', () => {
    const variables = parseDotenv('# comment\nA=1\r\n\nexport B="two words"\nA=3\n', '.env');
    expect(variables).toEqual([
      { name: 'A', value: '3', at: { kind: 'dotenv', source: '.env', line: 5 } },
      { name: 'B', value: 'two words', at: { kind: 'dotenv', source: '.env', line: 4 } },
    ]);
  });

  it('does not touch the environment of the process', () => {
    parseDotenv('OTAI_DOTENV_SPEC=1', '.env');
    expect(process.env['OTAI_DOTENV_SPEC']).toBeUndefined();
  });
});
