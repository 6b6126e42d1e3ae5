/** Something wrong with the YAML itself. */
export interface YamlProblem {
  readonly code: string;
  readonly path: readonly (string | number)[];
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
}

/** What is wrong with a key that is a number, a list, a template without quotes. */
export const NOT_TEXT = {
  code: 'yaml_key',
  message: 'has a key that is not a text',
  hint: 'put the key in quotes',
};
/** What is wrong with `<<`. */
export const MERGE_KEY = {
  code: 'yaml_key',
  message: 'is a merge key, which is not supported',
  hint: 'write the keys out, or use an alias for the whole value',
};
/** What is wrong with a key that would reach an object's prototype. */
export const DANGEROUS_KEY = { code: 'yaml_key', message: 'is not allowed as a key', hint: 'choose another name' };

/** What is wrong with `folder: {{ … }}`, which YAML takes for a mapping in a mapping. */
export const BARE_TEMPLATE = { code: 'yaml_key', message: 'is a template without quotes', hint: 'put it in quotes: "{{ … }}"' };
