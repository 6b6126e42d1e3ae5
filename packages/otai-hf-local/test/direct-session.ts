import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Token ids with their types. */
export interface DirectSequence {
  readonly input_ids: readonly number[];
  readonly token_type_ids?: readonly number[];
}

// In a process of its own: the runtime does not take the arrays of the world that Jest makes for each test file.
const SCRIPT = `
  const ort = require(process.argv[1]);
  const { file, output, sequences } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  ort.InferenceSession.create(file).then(async (session) => {
    const rows = [];
    for (const { input_ids: ids, token_type_ids: types = ids.map(() => 0) } of sequences) {
      const tensor = (values) => new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
      const feeds = { input_ids: tensor(ids), attention_mask: tensor(ids.map(() => 1)), token_type_ids: tensor(types) };
      rows.push(Array.from((await session.run(feeds, [output]))[output].data));
    }
    console.log(JSON.stringify(rows));
  });`;

/** What a model gives for each sequence, asked directly, one by one: what our own way there is compared with. */
export function askDirectly(folder: string, output: string, sequences: readonly DirectSequence[]): readonly (readonly number[])[] {
  const input = JSON.stringify({ file: join(folder, 'onnx', 'model.onnx'), output, sequences });
  const runtime = createRequire(import.meta.url).resolve('onnxruntime-node');
  const answer = execFileSync(process.execPath, ['-e', SCRIPT, runtime], { input, encoding: 'utf8', maxBuffer: 1e9 });
  return JSON.parse(answer) as number[][];
}
