import { jest } from '@jest/globals';
import { Logger, type OnModuleInit } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Clock, ConfigError, OtaiModule, PipeResult, PluginFactory, PluginLoadError, Service, type PluginRegistry } from 'open-ticket-ai';
import { bootOtai, FakeClock } from 'open-ticket-ai/testing';
import { IsString, IsUrl } from 'class-validator';
import { entry, HostFolder, onePipe, plain, takeLog } from './support/plugin-fixture.js';

let host: HostFolder;
beforeEach(() => {
  host = new HostFolder();
  takeLog();
});
afterEach(() => host.remove());

const PARAMS = `import { IsInt, IsUrl } from 'class-validator';
  class Settings { region = 'eu'; base_url; limit = 10; }
  IsUrl()(Settings.prototype, 'base_url'); IsInt()(Settings.prototype, 'limit');`;
const recording = (name: string) => entry(`injectables() { return []; } cleanup() { log('cleanup ${name}'); }`);
const withParams = (params?: object) => ({ config: plain('base:expression', { plugins: [{ name: 'otai-a', params }] }) });

const twoSteps = (prefix: string) => ({
  otai: { pipelines: { one: { steps: [{ id: 's', use: `${prefix}:one` }] }, two: { steps: [{ id: 's', use: `${prefix}:two` }] } } },
});
const speaking = (use: string) => ({ steps: [{ id: 's', use, injects: { speaker: 'voice' } }] });

/** The prefix that the components of a factory get when it is handed over in code under this class name. */
async function prefixOf(name: string): Promise<string | null | undefined> {
  class P {
    execute() {
      return PipeResult.skipped('never called');
    }
  }
  class Factory extends PluginFactory {
    injectables() {
      return [];
    }
    override setup(registry: PluginRegistry) {
      registry.registerPipe('p', P);
    }
  }
  Object.defineProperty(Factory, 'name', { value: name });
  const app = await bootOtai(plain(), { plugins: [Factory] });
  const found = app.registry.all('pipe').find((pipe) => pipe.name === 'p');
  await app.close();
  return found?.plugin;
}

describe('a plugin is called in this order', () => {
  it('constructor, configure, imports, injectables, setup, validate, … and cleanup at shutdown', async () => {
    const body = ['configure', 'setup', 'validate', 'cleanup'].map((name) => `async ${name}() { await null; log('${name}'); }`);
    const lists = ['imports', 'injectables'].map((name) => `${name}() { log('${name}'); return []; }`);
    host.plugin('otai-a', entry(["constructor() { super(); log('constructor'); }", ...body, ...lists].join('\n')));
    const app = await host.boot();
    expect(takeLog()).toEqual(['constructor', 'configure', 'imports', 'injectables', 'setup', 'validate']);
    await app.close();
    expect(takeLog()).toEqual(['cleanup']);
  });

  it('plugins load one after the other, and are cleaned up in the reverse order, once', async () => {
    for (const name of ['otai-a', 'otai-b', 'otai-c']) host.plugin(name, recording(name));
    const app = await host.boot();
    await app.close();
    await app.close();
    expect(takeLog()).toEqual(['cleanup otai-c', 'cleanup otai-b', 'cleanup otai-a']);
  });

  it('cleanup comes after everything that came from the plugin was closed', async () => {
    const before = "class Pool { onModuleDestroy() { log('pool closed'); } onApplicationShutdown() { log('pool shut down'); } }";
    host.plugin('otai-a', entry("injectables() { return [Pool]; } cleanup() { log('cleanup'); }", before));
    const app = await host.boot();
    await app.close();
    expect(takeLog()).toEqual(['pool closed', 'pool shut down', 'cleanup']);
  });

  it('says in one line what was loaded', async () => {
    const said = jest.spyOn(Logger, 'log').mockImplementation(() => {});
    host.plugin(
      'otai-a',
      entry('injectables() { return [A, B]; }', "const A = pipe('A', 1); Pipe('a')(A); const B = class {}; Service('b')(B);"),
    );
    const app = await host.boot();
    const lines = said.mock.calls.map(([text]) => String(text)).filter((text) => text.includes('otai-a'));
    expect(lines).toEqual([expect.stringMatching(/^plugin otai-a 1\.0\.0 in \d+ ms: pipes a; services b$/)]);
    said.mockRestore();
    await app.close();
  });
});

describe('configure(config)', () => {
  const configured = entry('params = Settings; injectables() { return []; } configure(config) { log(JSON.stringify(config)); }', PARAMS);

  it('gets the plugin’s own section, checked and completed by its params class', async () => {
    host.plugin('otai-a', configured);
    const app = await host.boot(withParams({ base_url: 'https://crm.example.com', limit: 3 }));
    expect(takeLog()).toEqual(['{"region":"eu","base_url":"https://crm.example.com","limit":3}']);
    await app.close();
  });

  it('templates in it can read the environment', async () => {
    host.plugin('otai-a', configured);
    const app = await host.boot({ ...withParams({ base_url: "{{ get_env('CRM') }}" }), env: { CRM: 'https://crm.example.com' } });
    expect(takeLog()).toEqual(['{"region":"eu","base_url":"https://crm.example.com","limit":10}']);
    await app.close();
  });

  it('is not called for a section with problems; each is told', async () => {
    host.plugin('otai-a', configured);
    const failures = await host.failures(withParams({ base_url: "{{ get_env('CRM') }}", limit: 'ten', limt: 1 }));
    const HINT = ' -> correct `params` of this plugin under `plugins:`';
    expect(failures).toEqual(
      [
        expect.stringMatching(/its params: base_url .*environment variable CRM.* is not set/),
        'otai-a OTAI_PLUGIN_PARAMS_INVALID: its params: limit must be a whole number, but is "ten"',
        expect.stringMatching(/its params: limt .*did you mean "limit"\?/),
      ].map((failure) => (typeof failure === 'string' ? failure + HINT : failure)),
    );
    expect(takeLog()).toEqual([]);
  });

  it('a plugin without a params class takes no params', async () => {
    host.plugin('otai-a');
    expect(await host.failures(withParams({ anything: 1 }))).toEqual([
      expect.stringContaining('OTAI_PLUGIN_PARAMS_INVALID: its params: anything '),
    ]);
  });

  it('a plugin handed over in code finds its section under its own name', async () => {
    class CrmParams {
      @IsString()
      region = 'eu';
      @IsUrl()
      base_url!: string;
    }
    let received: CrmParams | undefined;
    class CrmPlugin extends PluginFactory<CrmParams> {
      override readonly params = CrmParams;
      override configure(config: CrmParams) {
        received = config;
      }
      injectables() {
        return [];
      }
    }
    const config = plain('base:expression', { plugins: [{ name: 'otai-crm', params: { base_url: 'https://crm.example.com' } }] });
    const app = await bootOtai(config, { plugins: [CrmPlugin] });
    expect(received).toEqual({ region: 'eu', base_url: 'https://crm.example.com' });
    expect(received).toBeInstanceOf(CrmParams);
    await app.close();
  });

  it('the prefix of a plugin handed over in code is its class name without Plugin, PluginFactory or Factory', async () => {
    expect(await Promise.all(['CrmPlugin', 'CrmPluginFactory', 'CrmFactory', 'MyPluginPlugin', 'Crm'].map(prefixOf))).toEqual([
      'crm',
      'crm',
      'crm',
      'my-plugin',
      'crm',
    ]);
  });
});

describe('when the start fails half-way, what was loaded is cleaned up in the reverse order', () => {
  beforeEach(() => void host.plugin('otai-a', recording('otai-a')).plugin('otai-b', recording('otai-b')));

  it('for another plugin', async () => {
    host.plugin('otai-c', "throw new Error('no such luck');");
    await expect(host.boot()).rejects.toThrow(PluginLoadError);
    expect(takeLog()).toEqual(['cleanup otai-b', 'cleanup otai-a']);
  });

  it('for the plugin itself, which was constructed and then threw in configure', async () => {
    host.plugin('otai-c', entry("injectables() { return []; } configure() { throw new Error('x'); } cleanup() { log('cleanup otai-c'); }"));
    await expect(host.boot()).rejects.toThrow(PluginLoadError);
    expect(takeLog()).toEqual(['cleanup otai-c', 'cleanup otai-b', 'cleanup otai-a']);
  });

  it('for the config', async () => {
    await expect(host.boot({ config: plain('a:nothing') })).rejects.toThrow(ConfigError);
    expect(takeLog()).toEqual(['cleanup otai-b', 'cleanup otai-a']);
  });

  it('for a component that cannot be a singleton', async () => {
    const before =
      "import { Injectable, Scope } from '@nestjs/common'; const P = pipe('P', 1); Pipe('p')(P); Injectable({ scope: Scope.REQUEST })(P);";
    host.plugin('otai-c', entry('injectables() { return [P]; }', before));
    await expect(host.boot({ config: plain('c:p') })).rejects.toMatchObject({ code: 'OTAI_COMPONENT_NOT_SINGLETON' });
    expect(takeLog()).toEqual(['cleanup otai-b', 'cleanup otai-a']);
  });
});

describe('when a service cannot be opened', () => {
  it('bootOtai closes what was opened, and cleans the plugins up', async () => {
    const before = "class Door { onModuleInit() { throw new Error('locked'); } } Service('door')(Door);";
    host.plugin('otai-a', entry("injectables() { return [Door]; } cleanup() { log('cleanup'); }", before));
    const config = plain('base:expression', { plugins: ['otai-a'], services: { front: { use: 'a:door' } } });
    await expect(bootOtai(config, { hostDir: host.dir })).rejects.toThrow('locked');
    expect(takeLog()).toEqual(['cleanup']);
  });
});

describe('when a service cannot be opened in an application of one’s own', () => {
  it('the plugins are cleaned up, though Nest calls no hook of what never came up', async () => {
    @Service('broken')
    class BrokenService implements OnModuleInit {
      onModuleInit(): void {
        throw new Error('the server is away');
      }
    }
    const cleaned: string[] = [];
    class AwayPlugin extends PluginFactory {
      injectables() {
        return [BrokenService];
      }
      override cleanup() {
        cleaned.push('away');
      }
    }
    const config = plain('base:expression', { services: { crm: { use: 'away:broken' } } });
    const module = await OtaiModule.forRoot({ config, plugins: [AwayPlugin], env: {}, dotenv: false, autoStart: false });
    const starting = NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    await expect(starting).rejects.toThrow('the server is away');
    expect(cleaned).toEqual(['away']);
  });
});

describe('a cleanup', () => {
  let error: jest.SpiedFunction<typeof Logger.error>;
  beforeEach(() => (error = jest.spyOn(Logger, 'error').mockImplementation(() => {})));
  afterEach(() => error.mockRestore());

  class HangingPlugin extends PluginFactory {
    injectables() {
      return [];
    }
    override cleanup() {
      return new Promise<void>(() => {});
    }
  }

  it('that throws is logged, and keeps nobody else from theirs', async () => {
    host.plugin('otai-a', recording('otai-a'));
    host.plugin('otai-b', entry("injectables() { return []; } cleanup() { throw new Error('stuck'); }"));
    const app = await host.boot();
    await app.close();
    expect(takeLog()).toEqual(['cleanup otai-a']);
    expect(error.mock.calls).toEqual([['cleanup of otai-b failed: stuck', 'otai']]);
  });

  it.each([
    [undefined, 10_000],
    [500, 500],
  ])('that never ends does not hang the shutdown: cleanupTimeout %p is %p ms', async (cleanupTimeout, milliseconds) => {
    const clock = new FakeClock();
    const app = await bootOtai(plain(), {
      plugins: [HangingPlugin],
      ...(cleanupTimeout === undefined ? {} : { cleanupTimeout }),
      override: (builder) => builder.overrideProvider(Clock).useValue(clock),
    });
    let isClosed = false;
    const closing = app.close().then(() => (isClosed = true));
    while (clock.pending === 0) await new Promise(setImmediate);
    await clock.advance(milliseconds - 1);
    expect(isClosed).toBe(false);
    await clock.advance(1);
    await closing;
    expect(error.mock.calls).toEqual([
      [`cleanup of HangingPlugin did not end within ${milliseconds / 1000} s; the shutdown goes on without it`, 'otai'],
    ]);
  });

  it('that ends leaves no timer behind', async () => {
    const clock = new FakeClock();
    host.plugin('otai-a', recording('otai-a'));
    const app = await bootOtai(plain('base:expression', { plugins: ['otai-a'] }), {
      hostDir: host.dir,
      override: (builder) => builder.overrideProvider(Clock).useValue(clock),
    });
    await app.close();
    expect(takeLog()).toEqual(['cleanup otai-a']);
    expect(clock.pending).toBe(0);
  });
});

describe('setup(registry)', () => {
  it('registers a pipe by hand, decorated or not, and knows what there is', async () => {
    const before = "const Bare = pipe('Bare', 'bare'); const Worn = pipe('Worn', 'worn'); Pipe('worn')(Worn);";
    const setup = `setup(registry) {
      registry.registerPipe('my_pipe', Bare);
      registry.registerPipe('other_name', Worn);
      log(['my_pipe', 'Bare', 'other_name', 'worn', 'Worn', 'nothing'].map((name) => registry.hasPipe(name)).join());
      log([registry.hasService('my_pipe'), registry.hasTrigger('my_pipe')].join());
    }`;
    host.plugin('otai-a', entry(`injectables() { return [Worn]; } ${setup}`, before));
    for (const [use, value] of Object.entries({
      'a:my_pipe': 'bare',
      'a:Bare': 'bare',
      'a:worn': 'worn',
      'a:Worn': 'worn',
      'a:other_name': 'worn',
    })) {
      const app = await host.boot({ config: plain(use) });
      expect(takeLog()).toEqual(['true,true,true,true,true,false', 'false,false']);
      expect(await app.value()).toBe(value);
      expect(app.registry.hasPipe('my_pipe')).toBe(true);
      await app.close();
    }
  });

  it('what it says of a decorated pipe holds over what the decorator said', async () => {
    const before = "const A = pipe('A', 1); Pipe('a', { description: 'old' })(A);";
    host.plugin(
      'otai-a',
      entry("injectables() { return [A]; } setup(registry) { registry.registerPipe('a', A, { description: 'new' }); }", before),
    );
    const app = await host.boot();
    expect(app.registry.find('pipe', 'a:a')?.description).toBe('new');
    expect(app.pipes).toEqual(['a:a']);
    await app.close();
  });

  const SERVICE = `
    class Greeter { greet() {} }
    let made = 0;
    class PoliteGreeter extends Greeter { number = ++made; greet() { return 'Good day ' + this.number; } }
    const greets = (name) => {
      const type = { [name]: class { constructor(greeter) { this.greeter = greeter; } execute() { return PipeResult.succeeded({ value: this.greeter.greet() }); } } }[name];
      Reflect.defineMetadata('design:paramtypes', [Greeter], type);
      Pipe(name.toLowerCase())(type);
      return type;
    };
    const One = greets('One'); const Two = greets('Two');`;
  it.each([
    ['singleton', '', ['Good day 1', 'Good day 1']],
    ['transient', ", { scope: 'transient' }", ['Good day 1', 'Good day 2']],
  ])('registers a service for who asks for its contract: %s', async (_scope, options, greetings) => {
    const setup = `setup(registry) { registry.registerService(Greeter, PoliteGreeter${options}); log(registry.hasService('polite_greeter')); }`;
    host.plugin('otai-a', entry(`injectables() { return [One, Two]; } ${setup}`, SERVICE));
    const app = await host.boot({ config: twoSteps('a') });
    expect(takeLog()).toEqual([true]);
    expect([await app.value('one'), await app.value('two')]).toEqual(greetings);
    await app.close();
  });

  it('a service registered for a contract is configured in YAML by its name and fulfils every contract it was registered for', async () => {
    const before = `
      class Loud {} class Polite {}
      class Speaker { constructor(params) { this.word = params.word; } }
      class Words { word = 'hello'; }
      IsString()(Words.prototype, 'word');
      Reflect.defineMetadata('design:paramtypes', [Words], Speaker);
      const speak = (name, contract) => {
        const type = { [name]: class { execute({ services }) { return PipeResult.succeeded({ value: services.speaker.word }); } } }[name];
        Pipe(name.toLowerCase(), { injects: { speaker: contract } })(type);
        return type;
      };
      const L = speak('L', Loud); const P = speak('P', Polite);`;
    const setup = `setup(registry) {
      registry.registerService(Loud, Speaker, { params: Words });
      registry.registerService(Polite, Speaker, { params: Words });
    }`;
    host.plugin('otai-a', `import { IsString } from 'class-validator';\n${entry(`injectables() { return [L, P]; } ${setup}`, before)}`);
    const services = { voice: { use: 'a:speaker', params: { word: 'ahoy' } } };
    const app = await host.boot({ config: { otai: { services, pipelines: { l: speaking('a:l'), p: speaking('a:P') } } } });
    expect([await app.value('l'), await app.value('p')]).toEqual(['ahoy', 'ahoy']);
    await app.close();
  });

  it('registers a trigger', async () => {
    const before = 'class Tick { start() { return () => {}; } }';
    host.plugin(
      'otai-a',
      entry(
        "injectables() { return []; } setup(registry) { registry.registerTrigger('tick', Tick); log(registry.hasTrigger('Tick')); }",
        before,
      ),
    );
    const step = { id: 'one', use: 'base:expression', params: { expression: 'x' } };
    const app = await host.boot({ config: { otai: { pipelines: { main: { trigger: { use: 'a:tick' }, steps: [step] } } } } });
    expect(takeLog()).toEqual([true]);
    expect(app.registry.hasTrigger('tick')).toBe(true);
    await app.close();
  });

  it('with a name that is taken or badly formed is refused with words', async () => {
    const before = "const A = pipe('A', 1); const B = pipe('B', 2); Pipe('a')(A);";
    host.plugin(
      'otai-a',
      entry("injectables() { return [A]; } setup(registry) { registry.registerPipe('a', B); registry.registerPipe('A', A); }", before),
    );
    expect(await host.failures()).toEqual([
      'otai-a OTAI_PLUGIN_NAME_DUPLICATE: two pipes answer to "a": A ("a") and B ("a") -> rename one of them',
      'otai-a OTAI_PLUGIN_NAME_INVALID: the pipe name "A" (A) is not snake_case -> names are snake_case, e.g. my_pipe',
    ]);
  });

  it('a class whose constructor asks for what nobody can know is refused with words, once, however it came', async () => {
    const before = `class Pool { constructor(options) { this.options = options; } }
      class Bare { constructor(pool) { this.pool = pool; } execute() {} }`;
    const setup = "setup(registry) { registry.registerPipe('bare', Bare); registry.registerTrigger('bare', Bare); }";
    host.plugin('otai-a', entry(`injectables() { return [Bare, { provide: 'pool', useClass: Pool }]; } ${setup}`, before));
    const HINT = '-> add @Injectable() to the class, and compile with emitDecoratorMetadata (swc: decoratorMetadata)';
    expect(await host.failures()).toEqual([
      `otai-a OTAI_PLUGIN_CLASS_INVALID: Bare has constructor parameters, but nothing says what to inject ${HINT}`,
      `otai-a OTAI_PLUGIN_CLASS_INVALID: Pool has constructor parameters, but nothing says what to inject ${HINT}`,
    ]);
  });

  it('a class whose types, @Inject() or defaults say what its constructor gets is not', async () => {
    const before = `import { Inject, Injectable } from '@nestjs/common';
      class Told { constructor(word) { log(word); } } Inject('word')(Told, undefined, 0);
      class Typed { constructor(told) { log(told instanceof Told); } } Injectable()(Typed); Reflect.defineMetadata('design:paramtypes', [Told], Typed);
      class Heir extends Typed {} class Defaults { constructor(pool = undefined) {} }`;
    host.plugin('otai-a', entry("injectables() { return [{ provide: 'word', useValue: 'told' }, Told, Typed, Heir, Defaults]; }", before));
    await (await host.boot()).close();
    expect(takeLog()).toEqual(['told', true, true]);
  });

  it('two plugins may use the same names', async () => {
    host.plugin('otai-a', onePipe('greet', 'from a')).plugin('otai-b', onePipe('greet', 'from b'));
    const app = await host.boot({ config: plain('b:greet') });
    expect(await app.value()).toBe('from b');
    await app.close();
  });
});
