import { readFile } from 'node:fs/promises';
import { causeOf, ModelProblem } from './model-problem.js';

/** The object in a JSON file of a model, or a problem that says which file is broken. */
export async function readJsonObject(file: string): Promise<Record<string, unknown>> {
  const value = await readJson(file);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw corrupt(file, 'it holds no object');
}

/** What a JSON file of a model holds. */
export async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw corrupt(file, causeOf(error));
  }
}

function corrupt(file: string, cause: string): ModelProblem {
  const hint = 'fetch the file again: delete the folder of this model, or the file, and restart';
  return new ModelProblem({ problem: 'corrupt_file', message: `${file} is not readable as JSON`, hint, cause });
}
