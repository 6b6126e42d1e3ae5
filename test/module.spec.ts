import { Injectable, Module, Scope } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { IsString } from 'class-validator';
import { lastValueFrom } from 'rxjs';
import {
  getServiceToken,
  IsSecret,
  OtaiModule,
  Pipe,
  PipelineService,
  PipeResult,
  PluginFactory,
  Secret,
  Service,
  ServiceContext,
  TicketSystem,
  type OtaiOptionsFactory,
  type PipeContext,
} from 'open-ticket-ai';
import { bootOtai, MemoryTicketSystem } from 'open-ticket-ai/testing';

const expression = (value: string) => ({ id: 'say', use: 'base:expression', params: { expression: value } });
const config = (steps: object[], services: object = {}) => ({ otai: { services, pipelines: { test: { steps } } } });

@Injectable()
class Audit {
  readonly lines: string[] = [];
}

@Pipe('audit')
class AuditPipe {
  constructor(private readonly audit: Audit) {}

  execute({ pipeline, step }: PipeContext) {
    this.audit.lines.push(`${pipeline}/${step}`);
    return PipeResult.succeeded({ value: this.audit.lines.length });
  }
}

@Module({ providers: [Audit, AuditPipe] })
class HostModule {}

const OPTIONS = { plugins: [], env: {}, dotenv: false, autoStart: false } as const;

describe('OtaiModule.forRoot', () => {
  it('finds the pipes of the host application and injects what they ask for', async () => {
    const app = await Test.createTestingModule({
      imports: [OtaiModule.forRoot({ ...OPTIONS, config: config([{ id: 'log', use: 'audit' }]) }), HostModule],
    }).compile();
    await app.init();
    const result = await app.get(PipelineService).run('test');
    expect(result.data).toEqual({ value: 1 });
    expect(app.get(Audit).lines).toEqual(['test/log']);
    await app.close();
  });

  it('works in an application context without any test helper', async () => {
    @Module({ imports: [OtaiModule.forRoot({ ...OPTIONS, config: config([expression('hello')]) })] })
    class AppModule {}
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
    expect((await app.get(PipelineService).run('test')).data).toEqual({ value: 'hello' });
    await app.close();
  });

  it('runs nothing before the application is initialized, and says what to wait for', async () => {
    const app = await Test.createTestingModule({
      imports: [OtaiModule.forRoot({ ...OPTIONS, config: config([expression('hello')]) })],
    }).compile();
    const pipelines = app.get(PipelineService);
    const refusal = { code: 'OTAI_NOT_INITIALIZED', message: expect.stringContaining('await app.init()') };
    await expect(pipelines.run('test')).rejects.toMatchObject(refusal);
    await expect(lastValueFrom(pipelines.run$('test'))).rejects.toMatchObject(refusal);
    await app.init();
    expect((await pipelines.run('test')).data).toEqual({ value: 'hello' });
    await app.close();
  });

  it('reports its start to the logger of the application, whenever that is set', async () => {
    const lines: unknown[] = [];
    const logger = { log: (line: unknown) => void lines.push(line), warn: () => {}, error: () => {} };
    const module = OtaiModule.forRoot({ ...OPTIONS, config: config([expression('hello')]) });
    await module;
    const app = await NestFactory.createApplicationContext(module, { logger });
    expect(lines).toContainEqual(expect.stringMatching(/^plugin BasePlugin in \d+ ms: pipes /));
    await app.close();
  });

  it('is visible only where it is imported, unless isGlobal', async () => {
    @Injectable()
    class NeedsPipelines {
      constructor(readonly pipelines: PipelineService) {}
    }
    @Module({ providers: [NeedsPipelines] })
    class FeatureModule {}
    const build = (isGlobal: boolean) =>
      Test.createTestingModule({
        imports: [OtaiModule.forRoot({ ...OPTIONS, isGlobal, config: config([expression('x')]) }), FeatureModule],
      }).compile();
    await expect(build(false)).rejects.toThrow(/PipelineService/);
    expect((await build(true)).get(NeedsPipelines, { strict: false }).pipelines.names()).toEqual(['test']);
  });

  it('two in one process do not mix, even where Nest compares modules by what they look like', async () => {
    @Module({ imports: [OtaiModule.forRoot({ ...OPTIONS, config: config([expression('one')]) })] })
    class One {}
    @Module({ imports: [OtaiModule.forRoot({ ...OPTIONS, config: config([expression('two')]) })] })
    class Two {}
    @Module({ imports: [One, Two] })
    class AppModule {}
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false, moduleIdGeneratorAlgorithm: 'deep-hash' });
    const services = app.get(PipelineService, { strict: false, each: true });
    expect(services).toHaveLength(2);
    expect((await Promise.all(services.map((service) => service.run('test')))).map(({ data }) => data.value)).toEqual(['one', 'two']);
    await app.close();
  });

  it('builds the same service class twice, each with its own params', async () => {
    class GreeterParams {
      @IsString()
      greeting!: string;
    }
    @Service('greeter', { params: GreeterParams })
    class Greeter {
      constructor(
        readonly params: GreeterParams,
        readonly context: ServiceContext,
      ) {}
    }
    class GreetPlugin extends PluginFactory {
      injectables() {
        return [Greeter];
      }
    }
    const services = {
      de: { use: 'greet:greeter', params: { greeting: 'Moin' } },
      en: { use: 'greet:Greeter', params: { greeting: 'Hi' } },
    };
    const app = await bootOtai(config([expression('x')], services), { plugins: [GreetPlugin] });
    expect([app.service<Greeter>('de'), app.service<Greeter>('en')].map(({ params, context }) => [context.id, params.greeting])).toEqual([
      ['de', 'Moin'],
      ['en', 'Hi'],
    ]);
    await app.close();
  });
});

describe('OtaiModule.forRootAsync', () => {
  class TokenParams {
    @IsSecret()
    token!: Secret;
  }
  @Service('vault', { params: TokenParams })
  class Vault {
    constructor(readonly params: TokenParams) {}
  }
  class TokenPlugin extends PluginFactory {
    injectables() {
      return [Vault];
    }
  }
  const withToken = config([expression('x')], { vault: { use: 'token:vault', params: { token: "{{ get_env('TOKEN') }}" } } });

  it('takes variables from @nestjs/config, and keeps them secret', async () => {
    const app = await Test.createTestingModule({
      imports: [
        OtaiModule.forRootAsync({
          ...OPTIONS,
          plugins: [TokenPlugin],
          config: withToken,
          imports: [ConfigModule.forRoot({ ignoreEnvFile: true, load: [() => ({ TOKEN: 'hunter2' })] })],
          inject: [ConfigService],
          useFactory: (settings: ConfigService) => ({ env: (name: string) => settings.get<string>(name) }),
        }),
      ],
    }).compile();
    const { params } = app.get<Vault>(getServiceToken('vault'), { strict: false });
    expect(params.token.reveal()).toBe('hunter2');
    expect(JSON.stringify(params)).toBe('{"token":"[secret]"}');
    await app.close();
  });

  it('takes a class that makes the options', async () => {
    @Injectable()
    class Options implements OtaiOptionsFactory {
      createOtaiOptions() {
        return { env: { TOKEN: 'from-a-class' } };
      }
    }
    const app = await Test.createTestingModule({
      imports: [OtaiModule.forRootAsync({ ...OPTIONS, plugins: [TokenPlugin], config: withToken, useClass: Options })],
    }).compile();
    expect(app.get<Vault>(getServiceToken('vault'), { strict: false }).params.token.reveal()).toBe('from-a-class');
    await app.close();
  });

  it('says which variable is missing, and where it is read', async () => {
    const booting = bootOtai(withToken, { plugins: [TokenPlugin] });
    await expect(booting).rejects.toThrow(/services\.vault\.params\.token .*environment variable TOKEN is not set/);
  });
});

describe('Nest’s own ways hold', () => {
  const fetch = { id: 'fetch', use: 'base:fetch_tickets', injects: { ticket_system: 'helpdesk' } };
  const helpdesk = { helpdesk: { use: 'testing:memory_ticket_system' } };

  it('overrideProvider replaces a configured service', async () => {
    const fake = MemoryTicketSystem.with({ subject: 'from the fake' });
    const app = await bootOtai(config([fetch], helpdesk), {
      override: (builder) => builder.overrideProvider(getServiceToken('helpdesk')).useValue(fake),
    });
    expect((await app.run('test')).data).toMatchObject({ fetched_tickets: [{ subject: 'from the fake' }] });
    await app.close();
  });

  it('overrideProvider replaces a pipe', async () => {
    const app = await bootOtai(config([{ id: 'log', use: 'audit' }]), {
      imports: [HostModule],
      override: (builder) => builder.overrideProvider(AuditPipe).useValue({ execute: () => PipeResult.skipped('replaced') }),
    });
    expect((await app.run('test')).steps.get('log')).toMatchObject({ reason: 'replaced' });
    await app.close();
  });

  it('an alias (useExisting) does not register a pipe twice', async () => {
    const app = await bootOtai(config([{ id: 'log', use: 'audit' }]), {
      imports: [HostModule],
      providers: [Audit, AuditPipe, { provide: 'ALIAS', useExisting: AuditPipe }],
    });
    expect(app.registry.all('pipe').filter((component) => component.name === 'audit')).toHaveLength(1);
    await app.close();
  });

  it('a request-scoped pipe ends the start with words, also when only something it injects is', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest {}
    @Pipe('scoped')
    class ScopedPipe {
      constructor(readonly perRequest: PerRequest) {}
      execute() {
        return PipeResult.succeeded();
      }
    }
    const booting = bootOtai(config([{ id: 'log', use: 'scoped' }]), { providers: [PerRequest, ScopedPipe] });
    await expect(booting).rejects.toMatchObject({
      code: 'OTAI_COMPONENT_NOT_SINGLETON',
      message: expect.stringContaining('ScopedPipe (pipe scoped)'),
    });
  });

  it('a service of the host application can be named in YAML', async () => {
    @Service('crm')
    class Crm extends MemoryTicketSystem {}
    const app = await bootOtai(config([fetch], { helpdesk: { use: 'crm' } }), { providers: [Crm] });
    app.module.get(Crm).add({ subject: 'from the host' });
    expect((await app.run('test')).data).toMatchObject({ count: 1 });
    await app.close();
  });

  it('a service that declares params or injects must come from a plugin: a plain provider has no entry', async () => {
    class CrmParams {
      @IsString()
      url!: string;
    }
    @Service('crm', { params: CrmParams })
    class Crm extends MemoryTicketSystem {}
    @Service('desk', { injects: { crm: Crm } })
    class Desk {}
    const services = { crm: { use: 'crm', params: { url: 'x' } }, desk: { use: 'desk', injects: { crm: 'crm' } } };
    const booting = bootOtai(config([expression('x')], services), { providers: [Crm, Desk] });
    const hint = 'let a plugin bring it: forRoot({ plugins: [MyPlugin] }), whose injectables() return the class';
    await expect(booting).rejects.toMatchObject({
      problems: [
        { code: 'service_without_entry', path: ['services', 'crm', 'use'], message: expect.stringMatching(/Crm.* the params/), hint },
        { code: 'service_without_entry', path: ['services', 'desk', 'use'], message: expect.stringMatching(/Desk.* the injects/), hint },
      ],
    });
  });

  it('a request-scoped service ends the start with words, the application’s and a plugin’s', async () => {
    @Service('crm')
    @Injectable({ scope: Scope.REQUEST })
    class Crm extends MemoryTicketSystem {}
    class ShopPlugin extends PluginFactory {
      injectables() {
        return [Crm];
      }
    }
    const refusal = { code: 'OTAI_COMPONENT_NOT_SINGLETON' };
    const booting = bootOtai(config([fetch], { helpdesk: { use: 'crm' } }), { providers: [Crm] });
    await expect(booting).rejects.toMatchObject({ ...refusal, message: expect.stringContaining('Crm (service crm)') });
    const other = bootOtai(config([fetch], { helpdesk: { use: 'shop:crm' } }), { plugins: [ShopPlugin] });
    await expect(other).rejects.toMatchObject({ ...refusal, message: expect.stringContaining('Crm (service shop:crm)') });
  });

  it('services open before those that use them, and close after them', async () => {
    const log: string[] = [];
    @Injectable()
    class Recording {
      constructor(readonly context: ServiceContext) {}
      onModuleInit() {
        log.push(`open ${this.context.id}`);
      }
      onModuleDestroy() {
        log.push(`close ${this.context.id}`);
      }
    }
    @Service('inner')
    class Inner extends Recording {}
    @Service('outer', { injects: { inner: Inner } })
    class Outer extends Recording {
      constructor(override readonly context: ServiceContext<{ inner: Inner }>) {
        super(context);
      }
    }
    class ChainPlugin extends PluginFactory {
      injectables() {
        return [Outer, Inner];
      }
    }
    const services = { a_outer: { use: 'chain:outer', injects: { inner: 'b_inner' } }, b_inner: { use: 'chain:inner' } };
    const app = await bootOtai(config([expression('x')], services), { plugins: [ChainPlugin] });
    expect(app.service<Outer>('a_outer').context.services.inner).toBe(app.service('b_inner'));
    await app.close();
    expect(log).toEqual(['open b_inner', 'open a_outer', 'close a_outer', 'close b_inner']);
  });

  it('a connector’s own methods stay reachable, and its writes still pass the write port', async () => {
    @Service('special')
    class Special extends MemoryTicketSystem {
      readonly #mood = 'fine';
      mood() {
        return this.#mood;
      }
    }
    @Pipe('ask_mood', { injects: { ticket_system: Special } })
    class MoodPipe {
      async execute({ services }: PipeContext<object, { ticket_system: Special }>) {
        await services.ticket_system.updateTicket('1', { subject: services.ticket_system.mood() });
        return PipeResult.succeeded({ value: services.ticket_system instanceof TicketSystem });
      }
    }
    class SpecialPlugin extends PluginFactory {
      injectables() {
        return [Special, MoodPipe];
      }
    }
    const steps = [{ id: 'ask', use: 'special:ask_mood', injects: { ticket_system: 'helpdesk' } }];
    const app = await bootOtai(config(steps, { helpdesk: { use: 'special:special' } }), { plugins: [SpecialPlugin] });
    const system = app.service<Special>('helpdesk');
    system.add({ subject: 'before' });
    expect((await app.run('test', { dryRun: true })).data).toEqual({ value: true });
    expect(system.tickets[0]?.subject).toBe('before');
    await app.run('test');
    expect(system.tickets[0]?.subject).toBe('fine');
    await app.close();
  });
});
