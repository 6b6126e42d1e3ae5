import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSentenceSettings } from './sentence-settings.js';

describe('readSentenceSettings', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otai-hf-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (files: { readonly modules?: unknown; readonly encoder?: unknown; readonly pooling?: unknown }) => {
    const paths = Object.entries(files).map(([name, content]) => {
      writeFileSync(join(folder, name), JSON.stringify(content));
      return [name, join(folder, name)];
    });
    return readSentenceSettings(Object.fromEntries(paths) as object);
  };

  it('takes the mean of all tokens where a model says nothing', async () => {
    expect(await read({})).toEqual({ pooling: 'mean', maxLength: undefined, beyond: undefined });
  });

  it('reads pooling, length and modules as sentence-transformers saves them', async () => {
    const modules = ['Transformer', 'Pooling', 'Normalize'].map((name) => ({ type: `sentence_transformers.models.${name}` }));
    const pooling = { word_embedding_dimension: 384, pooling_mode_cls_token: true, pooling_mode_mean_tokens: false, include_prompt: true };
    const encoder = { max_seq_length: 256, do_lower_case: false };
    expect(await read({ modules, pooling, encoder })).toEqual({ pooling: 'cls', maxLength: 256, beyond: undefined });
  });

  it.each([
    [{ pooling: { pooling_mode_max_tokens: true } }, 'max_tokens'],
    [{ pooling: { pooling_mode_cls_token: true, pooling_mode_mean_tokens: true } }, 'mean_tokens'],
    [{ modules: [{ type: 'sentence_transformers.models.Transformer' }, { type: 'sentence_transformers.models.Dense' }] }, 'Dense'],
  ])('names what would be done besides: %j', async (files, beyond) => {
    expect((await read(files)).beyond).toBe(beyond);
  });

  it('says which file is no JSON object', async () => {
    await expect(read({ pooling: null })).rejects.toMatchObject({
      report: { problem: 'corrupt_file', message: expect.stringContaining('pooling') },
    });
  });
});
