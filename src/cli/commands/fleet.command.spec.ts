import {
  FleetExecutor,
  PluginFactory,
  Service,
  type FleetHost,
  type FleetOperations,
  type FleetStatus,
  type StartedRun,
  type StopTrigger,
} from 'open-ticket-ai';
import { FakeIo, temporaryFolder } from '../../../test/support/fake-io.js';
import { runCli } from '../main.js';
import { QuarantineDropCommand, QuarantineRetryCommand } from './quarantine.command.js';
import { FleetDrainCommand, FleetPauseCommand, FleetResumeCommand, FleetStatusCommand } from './fleet.command.js';

const LOAD = { state: 'running', waiting: 0, oldestMs: null, active: 0, delayed: 0, runs: 0, givenUp: 0, nextAt: null } as const;

/** A fleet that does as it is told, and remembers what that was. */
@Service('paper_fleet')
class PaperFleet extends FleetExecutor {
  static told: readonly unknown[][] = [];
  static status: FleetStatus = { pipelines: [], workers: [] };
  static roles: readonly string[] = [];
  static isAway = false;

  readonly operations: FleetOperations = {
    status: () => Promise.resolve(PaperFleet.status),
    pause: (...what) => this.#tell('pause', ...what),
    drain: (...what) => this.#tell('drain', ...what),
    resume: (...what) => this.#tell('resume', ...what),
    tidy: (...what) => this.#tell('tidy', ...what),
  };

  join({ role }: FleetHost): Promise<void> {
    PaperFleet.roles = [...PaperFleet.roles, role];
    return Promise.resolve();
  }

  start(): StartedRun {
    throw new Error('nobody runs anything here');
  }

  resume(): StartedRun {
    throw new Error('nobody runs anything here');
  }

  drain(): Promise<void> {
    return Promise.resolve();
  }

  schedule(): Promise<StopTrigger> {
    return Promise.resolve(() => undefined);
  }

  lead(): Promise<StopTrigger> {
    return Promise.resolve(() => undefined);
  }

  #tell(...what: readonly unknown[]): Promise<void> {
    if (PaperFleet.isAway) return Promise.reject(new Error('it is away'));
    PaperFleet.told = [...PaperFleet.told, [...what]];
    return Promise.resolve();
  }
}

class PaperPlugin extends PluginFactory {
  injectables() {
    return [PaperFleet];
  }
}

const PIPELINES = `
  pipelines:
    route: { steps: [{ id: hello, use: base:expression, params: { expression: hello } }] }
    report: { steps: [{ id: hello, use: base:expression, params: { expression: hello } }] }
`;
const FLEET = `
otai:
  infrastructure:
    journal: sqlite:otai.db
    executor: { use: paper:paper_fleet }
${PIPELINES}`;

function folderWith(config: string): FakeIo {
  return new FakeIo({ cwd: temporaryFolder({ 'config.yml': config }), columns: 130 });
}

const COMMANDS = { status: FleetStatusCommand, pause: FleetPauseCommand, drain: FleetDrainCommand, resume: FleetResumeCommand };

async function fleet(name: keyof typeof COMMANDS, options: { pipelines?: string[]; json?: boolean } = {}): Promise<FakeIo> {
  const io = folderWith(FLEET);
  expect(await new COMMANDS[name](io, { plugins: [PaperPlugin] }).execute(options)).toBe(0);
  return io;
}

describe('otai fleet', () => {
  beforeEach(() => Object.assign(PaperFleet, { told: [], roles: [], isAway: false, status: { pipelines: [], workers: [] } }));

  it('status shows what there is to do, and who works', async () => {
    PaperFleet.status = {
      pipelines: [
        { ...LOAD, pipeline: 'route', waiting: 12, oldestMs: 4200, active: 8, delayed: 1, runs: 2, givenUp: 3, nextAt: Date.now() - 5 },
        { ...LOAD, pipeline: 'report', state: 'paused' },
      ],
      workers: [
        { host: 'one', pid: 11, pipelines: ['route', 'report'], otherVersions: [] },
        { host: 'two', pid: 22, pipelines: ['route', 'report'], otherVersions: ['route'] },
      ],
    };
    const { stdout } = await fleet('status');
    expect(stdout.split('\n').map((line) => line.replaceAll(/ +/g, ' ').trimEnd())).toEqual([
      'pipeline state waiting oldest at later runs given next',
      ' work up firing',
      expect.stringMatching(/^[- ]+$/),
      'route running 12 4.2 s 8 1 2 3 in 0 ms',
      'report paused 0 - 0 0 0 0 -',
      '',
      '2 workers:',
      ' one, process 11',
      ' two, process 22, with another version of route',
      '',
    ]);
    expect((await fleet('status', { json: true, pipelines: ['report'] })).json()).toEqual({
      pipelines: [{ ...LOAD, pipeline: 'report', state: 'paused' }],
      workers: PaperFleet.status.workers,
    });
  });

  it('status says that nobody works', async () => {
    expect((await fleet('status')).stdout).toContain('no worker is there: start one with otai run --role worker');
  });

  it.each([
    ['pause', 'paused: route, report (otai fleet resume goes on)\n'],
    ['drain', 'no further run begins: route, report (otai fleet status shows what is left, otai fleet resume goes on)\n'],
    ['resume', 'goes on: route, report\n'],
  ] as const)('%s is about all pipelines', async (name, says) => {
    expect((await fleet(name)).stdout).toBe(says);
    expect(PaperFleet.told).toEqual([[name, ['route', 'report']]]);
  });

  it('is about those that are named, and works on nothing itself', async () => {
    await fleet('pause', { pipelines: ['report'] });
    expect([PaperFleet.told, PaperFleet.roles]).toEqual([[['pause', ['report']]], ['api']]);
  });

  it.each([
    ['rout', 'there is no pipeline "rout"\n  -> did you mean "route"?'],
    ['nothing-like-it', 'there is no pipeline "nothing-like-it"\n  -> there are route, report'],
  ])('knows no pipeline %s', async (name, message) => {
    await expect(fleet('drain', { pipelines: [name] })).rejects.toThrow(message);
    expect(PaperFleet.told).toEqual([]);
  });

  it.each(['status', 'pause', 'drain', 'resume'])('%s says that there is none', async (name) => {
    const io = folderWith(`otai:\n  infrastructure: { journal: sqlite:otai.db }${PIPELINES}`);
    expect(await runCli(['fleet', name], io)).toBe(1);
    expect(io.stderr).toBe(
      'error: the config has no infrastructure.executor, so its pipelines run in one process\n' +
        '  -> otai runs lists what that has done\n  [OTAI_CLI_NO_FLEET]\n',
    );
  });

  it.each([
    ['retry', QuarantineRetryCommand],
    ['drop', QuarantineDropCommand],
  ])('is told by otai quarantine %s to forget the jobs of what has left quarantine', async (_, Command) => {
    const io = folderWith(FLEET);
    expect(await new Command(io, { plugins: [PaperPlugin] }).execute({ tickets: [], all: true })).toBe(0);
    expect([PaperFleet.told, io.stderr]).toEqual([[['tidy', ['route', 'report']]], '']);
    PaperFleet.isAway = true;
    expect(await new Command(io, { plugins: [PaperPlugin] }).execute({ tickets: [], all: true })).toBe(0);
    expect(io.stderr).toBe('their jobs are still listed as given up, until the fleet tidies up: it is away\n');
  });

  it('knows its subcommands', async () => {
    const io = folderWith(FLEET);
    expect(await runCli(['fleet', 'stats'], io)).toBe(2);
    expect(io.stderr).toContain("unknown command 'stats'\n(Did you mean status?)");
  });
});
