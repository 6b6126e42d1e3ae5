import { didYouMean } from '../../api/did-you-mean.js';
import type { ComponentKind } from '../../api/metadata.js';
import type { Component } from '../../discovery/component.js';
import type { ComponentRegistry } from '../../discovery/component.registry.js';
import type { OtaiModuleOptions } from '../../module/otai.options.js';
import { describeComponent, type ComponentReference } from '../../schema/component-reference.js';
import type { ApplicationOptions } from '../application-options.js';
import type { CliCommand } from '../cli-command.js';
import type { CliIo } from '../cli-io.js';
import { componentLines } from '../component-lines.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { surveyInstallation, warnOfFailures } from '../installation.js';
import { UsageError } from '../usage.error.js';
import { wrap } from '../wrap.js';

/** The options of `otai components`. */
export interface ComponentsCommandOptions extends ApplicationOptions {
  /** A component, by any of its names. Default: all are listed. */
  readonly name?: string | undefined;
  readonly json?: boolean | undefined;
}

const KINDS: readonly ComponentKind[] = ['pipe', 'service', 'trigger'];
const TITLES = { pipe: 'Pipes', service: 'Services', trigger: 'Triggers' } as const;

/** `otai components`: what a config can name, with all params, as their classes declare them. */
export class ComponentsCommand implements CliCommand<ComponentsCommandOptions> {
  constructor(
    private readonly io: CliIo,
    private readonly overrides: Partial<OtaiModuleOptions> = {},
  ) {}

  async execute(options: ComponentsCommandOptions): Promise<ExitCode> {
    const installation = await surveyInstallation(options, this.io, this.overrides);
    warnOfFailures(this.io, installation);
    const components = select(installation.plugins.registry, options.name).map(describeComponent);
    if (options.json === true) this.io.out(JSON.stringify(components, null, 2));
    else if (options.name === undefined) this.#list(components);
    else this.io.out(components.map((component) => componentLines(component, this.io.columns).join('\n')).join('\n\n'));
    return EXIT.ok;
  }

  #list(components: readonly ComponentReference[]): void {
    const width = Math.max(...components.map(({ use }) => use.length)) + 2;
    for (const kind of KINDS) {
      const some = components.filter((component) => component.kind === kind);
      if (some.length === 0) continue;
      this.io.out(TITLES[kind]);
      for (const { use, description } of some) {
        const [first = '', ...rest] = wrap(description ?? '', this.io.columns, ' '.repeat(width + 2));
        this.io.out([`  ${use.padEnd(width)}${first.trimStart()}`.trimEnd(), ...rest].join('\n'));
      }
      this.io.out('');
    }
    this.io.out('otai components NAME shows the params of one.');
  }
}

/** All components, or those a name means: `base:for_each`, `ForEachPipe` or just `for_each`. */
function select(registry: ComponentRegistry, name: string | undefined): readonly Component[] {
  if (name === undefined) return registry.all();
  const exact = KINDS.flatMap((kind) => registry.find(kind, name) ?? []);
  const found = exact.length > 0 ? exact : registry.all().filter((component) => component.name === name || component.type.name === name);
  if (found.length > 0) return found;
  const names = registry.all().flatMap((component) => [...namesOf(component)]);
  const similar = didYouMean(name, names);
  throw new UsageError(
    `there is no component "${name}"`,
    similar === undefined ? 'otai components lists all of them' : `did you mean "${similar}"?`,
  );
}

function namesOf({ plugin, name, type }: Component): readonly string[] {
  return plugin === null ? [name, type.name] : [`${plugin}:${name}`, `${plugin}:${type.name}`, name, type.name];
}
