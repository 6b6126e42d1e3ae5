import type { ComponentReference, ParamReference } from '../schema/component-reference.js';
import { wrap } from './wrap.js';

/** Everything about one component, as lines for a terminal. */
export function componentLines(component: ComponentReference, width: number): string[] {
  const { use, kind, className, description, injects, params, allowsUnknownParams } = component;
  return [
    `${use} (${kind}, class ${className})`,
    ...(description === null ? [] : wrap(description, width)),
    ...(injects.length === 0 ? [] : ['', 'Injects', ...injects.map(({ name, contract }) => `  ${name}: the id of a ${contract}`)]),
    '',
    params.length === 0 ? 'No params' : 'Params',
    ...params.flatMap((param) => paramLines(param, { width, depth: 1 })),
    ...(allowsUnknownParams ? ['  … and any others, for the steps inside (get_parent_param reads them)'] : []),
  ];
}

interface Layout {
  readonly width: number;
  readonly depth: number;
}

function paramLines(param: ParamReference, { width, depth }: Layout): string[] {
  const indent = '  '.repeat(depth);
  const facts = [
    ...(param.required ? ['required'] : []),
    ...(param.default === null ? [] : [`default ${JSON.stringify(param.default)}`]),
    ...param.rules.filter((rule) => rule !== ''),
  ];
  return [
    ...wrap([`${param.name}: ${param.type}`, ...facts].join(', '), width, indent),
    ...(param.description === null ? [] : wrap(param.description, width, `${indent}    `)),
    ...(param.example === null ? [] : [`${indent}    e.g. ${JSON.stringify(param.example)}`]),
    ...param.params.flatMap((inner) => paramLines(inner, { width, depth: depth + 1 })),
  ];
}
