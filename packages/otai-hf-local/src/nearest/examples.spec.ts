import * as fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCsv } from './csv.js';
import { readExamples } from './examples.js';

const TWO = [
  { text: 'The VPN is down.', label: 'Network' },
  { text: 'Größe "XL",\nbitte', label: 'Sales' },
];

describe('readExamples', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otai-hf-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (name: string, content: string | Uint8Array) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return readExamples(file);
  };

  it('reads CSV as spreadsheets write it: any order of columns, more of them, quotes, semicolons, a byte order mark', async () => {
    const csv = '\uFEFFid;Label;TEXT\r\n1; Network ;The VPN is down.\r\n\r\n2;Sales;"Größe ""XL"",\nbitte"\r\n';
    expect(await read('e.csv', csv)).toEqual(TWO);
    expect(await read('e.tsv', 'text\tlabel\nThe VPN is down.\tNetwork\n')).toEqual(TWO.slice(0, 1));
  });

  it('reads JSON and JSON Lines', async () => {
    expect(await read('e.json', JSON.stringify(TWO))).toEqual(TWO);
    expect(await read('e.jsonl', `${TWO.map((one) => JSON.stringify(one)).join('\n')}\n\n`)).toEqual(TWO);
  });

  it.each([
    ['e.csv', 'text,label\na,x\n,x\nb,\n"c\nd",\n', 'without a text and a label: line 3, line 4, line 5'],
    ['e.csv', 'text,queue\na,x\n', 'its first line does not name the columns text and label'],
    ['e.csv', Buffer.from([0x74, 0xe4]), 'not valid for encoding utf-8'],
    ['e.json', '[{"text": "a", "label": "x"}, {"text": 5, "label": "x"}, null]', 'without a text and a label: entry 2, entry 3'],
    ['e.json', '{"text": "a"}', 'it holds no list'],
    ['e.jsonl', '{"text": "a", "label": "x"}\nnonsense\n', 'without a text and a label: line 2'],
    ['e.yaml', '- text: a', 'its ending is not known'],
    ['e.csv', `text,label\n${'a,\n'.repeat(12)}`, 'line 11 and 2 more'],
  ])('says what is wrong with a file %s', async (name, content, message) => {
    await expect(read(name, content)).rejects.toMatchObject({
      report: { problem: 'bad_examples', message: expect.stringContaining(message) },
    });
  });
});

describe('readCsv', () => {
  it('reads back whatever is written by the rules', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ' ', '"', ',', ';', '\n', '\r\n', 'ß') });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const written = [['text', 'label'], ...rows].map((fields) => fields.map(quoted).join(',')).join('\n');
        const kept = rows.filter((fields) => fields.some((field) => field.trim() !== ''));
        expect(readCsv(written).map(({ fields }) => fields)).toEqual([['text', 'label'], ...kept]);
      }),
    );
  });

  it('loses nothing of a text that keeps no rule, and is done in linear time', () => {
    const text = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'x') });
    fc.assert(
      fc.property(
        text,
        (csv) =>
          letters(
            readCsv(csv)
              .flatMap(({ fields }) => fields)
              .join(''),
          ) === letters(csv),
      ),
    );
    const start = performance.now();
    for (const csv of ['"'.repeat(1_000_001), '"a\n'.repeat(300_000), ','.repeat(1_000_000)]) readCsv(csv);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function letters(text: string): string {
  return text.replaceAll(/[^x]/g, '');
}
