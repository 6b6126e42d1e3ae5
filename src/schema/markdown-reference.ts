import type { ComponentReference, ParamReference } from './component-reference.js';

/**
 * The Markdown pages of a reference: `index.md` with every component in a line, and a page for each plugin with all params.
 *
 * @param components - in the order in which they are to be told
 */
export function referencePages(components: readonly ComponentReference[]): ReadonlyMap<string, string> {
  const plugins = [...new Set(components.map(pageOf))];
  const pages = plugins.map(
    (page) =>
      [
        `${page}.md`,
        pluginPage(
          page,
          components.filter((component) => pageOf(component) === page),
        ),
      ] as const,
  );
  return new Map([['index.md', indexPage(components)], ...pages]);
}

const NOTICE = '<!-- Generated from the params classes by `npm run docs:reference`. A test compares it with the code. -->';

function pageOf({ plugin }: ComponentReference): string {
  return plugin ?? 'application';
}

function indexPage(components: readonly ComponentReference[]): string {
  const rows = components.map((component) => [link(component), component.kind, component.description ?? '']);
  return [
    NOTICE,
    '# Reference',
    'Every component that the core brings, with all its params.',
    table(['Component', 'Kind', 'What it does'], rows),
  ].join('\n\n');
}

function link(component: ComponentReference): string {
  return `[${code(component.use)}](${pageOf(component)}.md#${component.use.replaceAll(':', '')})`;
}

function pluginPage(name: string, components: readonly ComponentReference[]): string {
  return [NOTICE, `# ${name}`, ...components.flatMap(componentSection)].join('\n\n');
}

function componentSection(component: ComponentReference): string[] {
  const { use, className, kind, description, injects, params, allowsUnknownParams } = component;
  const plugin = use.includes(':') ? use.slice(0, use.indexOf(':') + 1) : '';
  const rows = params.flatMap((param) => paramRows(param, ''));
  return [
    `## ${code(use)}`,
    `${description ?? ''} A ${kind}; also ${code(plugin + className)}.`.trim(),
    ...(injects.length === 0
      ? []
      : [
          table(
            ['Injects', 'Must be a'],
            injects.map(({ name, contract }) => [code(name), contract]),
          ),
        ]),
    rows.length === 0 ? 'No params.' : table(['Param', 'Type', 'Default', 'Meaning'], rows),
    ...(allowsUnknownParams ? ['Further params are kept, for the steps inside: they read them with `get_parent_param`.'] : []),
  ];
}

function paramRows(param: ParamReference, prefix: string): string[][] {
  const name = prefix + param.name;
  const own = [
    code(name),
    [param.type, ...param.rules.filter(isSentence)].join('; '),
    param.required ? 'required' : defaultOf(param),
    meaningOf(param),
  ];
  return [own, ...param.params.flatMap((inner) => paramRows(inner, `${name}${param.type.startsWith('list') ? '[]' : ''}.`))];
}

/** A custom validator without words of its own is only known by its name, which tells a reader nothing. */
function isSentence(rule: string): boolean {
  return rule.includes(' ');
}

function defaultOf({ default: value }: ParamReference): string {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0) ? '' : code(toText(value));
}

function meaningOf({ description, example }: ParamReference): string {
  const shown = example === null ? '' : `E.g. ${code(toText(example))}`;
  return [description ?? '', shown].filter((part) => part !== '').join(' ');
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(row).join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}
