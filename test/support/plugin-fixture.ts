import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Test, type TestingModule } from '@nestjs/testing';
import { ComponentRegistry, OtaiModule, PipelineService, PluginLoadError, type OtaiModuleOptions } from 'open-ticket-ai';

const REPOSITORY = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Under which heading of the host's package.json a package stands; `false` for nowhere. */
export type Heading = 'dependencies' | 'optionalDependencies' | 'devDependencies' | false;

/** What is to be different from a healthy plugin. */
export interface PackageOptions {
  /** Merged into package.json; `undefined` takes a key out. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** Further files: path -> text. */
  readonly files?: Readonly<Record<string, string>>;
  readonly under?: Heading;
}

/** The entry file of a plugin, from the body of its factory class and what stands before it. */
export function entry(body: string, before = ''): string {
  return `import { Pipe, PipeResult, PluginFactory, Service, Trigger } from 'open-ticket-ai';
const pipe = (name, value) => {
  const type = { [name]: class { execute() { return PipeResult.succeeded({ value }); } } }[name];
  return type;
};
globalThis.pluginLog ??= [];
const log = (line) => globalThis.pluginLog.push(line);
${before}
export default class extends PluginFactory {
  ${body}
}
`;
}

/** A plugin with one pipe, and nothing else. */
export function onePipe(name = 'greet', value = 'hello'): string {
  return entry('injectables() { return [Greet]; }', `const Greet = pipe('Greet', '${value}'); Pipe('${name}')(Greet);`);
}

/** A folder with a package.json and a node_modules, as `npm install` would have left it: real packages that the real discovery finds. */
export class HostFolder {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'otai-host-')));
  readonly #packageJson: Record<string, unknown> = { name: 'host', private: true, type: 'module' };

  constructor() {
    mkdirSync(join(this.dir, 'node_modules', '@nestjs'), { recursive: true });
    symlinkSync(REPOSITORY, join(this.dir, 'node_modules', 'open-ticket-ai'));
    for (const name of ['@nestjs/common', 'class-validator']) {
      symlinkSync(join(REPOSITORY, 'node_modules', name), join(this.dir, 'node_modules', name));
    }
    this.#save();
  }

  /** Installs a package that is a plugin but for what `options` change. `source`: its entry file, `undefined` for none. */
  plugin(name: string, source: string | undefined = onePipe(), options: PackageOptions = {}): this {
    const otai = { plugin: './plugin.js', apiVersion: '^1.0.0' };
    const files = { ...(source === undefined ? {} : { 'plugin.js': source }), ...options.files };
    return this.package(name, { ...options, files, json: { keywords: ['otai-plugin'], otai, ...options.json } });
  }

  /** Installs any package. */
  package(name: string, options: PackageOptions = {}): this {
    this.#write(name, 'package.json', JSON.stringify({ name, version: '1.0.0', type: 'module', ...options.json }));
    for (const [path, text] of Object.entries(options.files ?? {})) this.#write(name, path, text);
    return this.declares(name, options.under);
  }

  /** Names a package in the host's package.json, installed or not. */
  declares(name: string, under: Heading = 'dependencies'): this {
    if (under === false) return this;
    this.#packageJson[under] = { ...(this.#packageJson[under] as object | undefined), [name]: '*' };
    return this.#save();
  }

  /** Changes the host's own package.json. */
  says(json: Readonly<Record<string, unknown>>): this {
    Object.assign(this.#packageJson, json);
    return this.#save();
  }

  /** Boots an application that lives in this folder. */
  async boot(options: OtaiModuleOptions = {}): Promise<BootedHost> {
    const defaults = { config: plain(), hostDir: this.dir, autoStart: false, env: {}, dotenv: false } as const;
    const module = await Test.createTestingModule({ imports: [OtaiModule.forRoot({ ...defaults, ...options })] }).compile();
    return new BootedHost(await module.init());
  }

  /** Boots, expecting it to fail for its plugins: `package code: reason -> hint` of each failure. */
  async failures(options: OtaiModuleOptions = {}): Promise<string[]> {
    const error: unknown = await this.boot(options).catch((e: unknown) => e);
    if (!(error instanceof PluginLoadError)) throw new Error('the boot did not fail for its plugins', { cause: error });
    return error.failures.map((failure) =>
      `${failure.package} ${failure.code}: ${failure.reason} -> ${failure.hint}`
        .replaceAll(this.dir, '<host>')
        .replaceAll(REPOSITORY, '<core>'),
    );
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  #write(name: string, path: string, text: string): void {
    const file = join(this.dir, 'node_modules', name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  #save(): this {
    writeFileSync(join(this.dir, 'package.json'), JSON.stringify(this.#packageJson));
    return this;
  }
}

/** An application booted in a {@link HostFolder}. */
export class BootedHost {
  constructor(readonly module: TestingModule) {}

  get registry(): ComponentRegistry {
    return this.module.get(ComponentRegistry, { strict: false });
  }

  /** Every pipe of a package that a config can name, without those that are always there. */
  get pipes(): string[] {
    const own = this.registry.all('pipe').filter(({ plugin }) => plugin !== 'base');
    return own.map(({ plugin, name }) => `${plugin ?? ''}:${name}`);
  }

  async value(pipeline = 'main'): Promise<unknown> {
    return (await this.module.get(PipelineService, { strict: false }).run(pipeline)).data.value;
  }

  close(): Promise<void> {
    return this.module.close();
  }
}

/** A config with one step; `otai` is merged into it. */
export function plain(use = 'base:expression', otai: object = {}): object {
  const step = use === 'base:expression' ? { id: 'one', use, params: { expression: 'x' } } : { id: 'one', use };
  return { otai: { pipelines: { main: { steps: [step] } }, ...otai } };
}

/** What plugins wrote down since the last call. */
export function takeLog(): string[] {
  const shared = globalThis as { pluginLog?: string[] };
  const lines = shared.pluginLog ?? [];
  shared.pluginLog = [];
  return lines;
}
