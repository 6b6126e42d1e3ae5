import type { FleetOperations } from '../../pipeline/fleet-operations.js';
import { OtaiError } from '../../api/otai.error.js';
import type { OtaiModuleOptions } from '../../module/otai.options.js';
import { toModuleOptions, type ApplicationOptions } from '../application-options.js';
import type { CliCommand } from '../cli-command.js';
import type { CliIo } from '../cli-io.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { fleetReport } from '../fleet/fleet-table.js';
import { RunningApplication } from '../run/running-application.js';
import { selectNames } from '../select-names.js';

/** The options of all `otai fleet` commands. */
export interface FleetCommandOptions extends ApplicationOptions {
  /** Only these pipelines. Default: all. */
  readonly pipelines?: readonly string[] | undefined;
  readonly json?: boolean | undefined;
}

/** Asks the fleet something. No service is opened, and nothing is worked on. */
abstract class FleetCommand implements CliCommand<FleetCommandOptions> {
  constructor(
    protected readonly io: CliIo,
    private readonly overrides: Partial<OtaiModuleOptions> = {},
  ) {}

  async execute(options: FleetCommandOptions): Promise<ExitCode> {
    const { io } = this;
    const module = toModuleOptions(options, io, this.overrides);
    const app = await RunningApplication.start(module, io, { offline: true });
    try {
      const { fleet } = app.executor;
      if (fleet === undefined) throw noFleet();
      const all = app.compiled.map(({ name }) => name);
      const wanted = options.pipelines?.length === 0 ? undefined : options.pipelines;
      await this.work(fleet.operations, selectNames(all, wanted), options);
      return EXIT.ok;
    } finally {
      await app.close();
    }
  }

  protected abstract work(operations: FleetOperations, names: readonly string[], options: FleetCommandOptions): Promise<void>;
}

/** `otai fleet status`: what there is to do, for each pipeline, and who works. */
export class FleetStatusCommand extends FleetCommand {
  protected async work(operations: FleetOperations, names: readonly string[], { json }: FleetCommandOptions): Promise<void> {
    const all = await operations.status();
    const status = { ...all, pipelines: all.pipelines.filter(({ pipeline }) => names.includes(pipeline)) };
    this.io.out(json === true ? JSON.stringify(status, null, 2) : fleetReport(status, this.io.columns, Date.now()));
  }
}

/** `otai fleet pause`: workers end what they are at work on, and begin nothing. */
export class FleetPauseCommand extends FleetCommand {
  protected async work(operations: FleetOperations, names: readonly string[]): Promise<void> {
    await operations.pause(names);
    this.io.out(`paused: ${names.join(', ')} (otai fleet resume goes on)`);
  }
}

/** `otai fleet drain`: what was begun comes to its end, and triggers begin nothing. */
export class FleetDrainCommand extends FleetCommand {
  protected async work(operations: FleetOperations, names: readonly string[]): Promise<void> {
    await operations.drain(names);
    this.io.out(`no further run begins: ${names.join(', ')} (otai fleet status shows what is left, otai fleet resume goes on)`);
  }
}

/** `otai fleet resume`: takes pause and drain back. */
export class FleetResumeCommand extends FleetCommand {
  protected async work(operations: FleetOperations, names: readonly string[]): Promise<void> {
    await operations.resume(names);
    this.io.out(`goes on: ${names.join(', ')}`);
  }
}

function noFleet(): OtaiError {
  return new OtaiError('OTAI_CLI_NO_FLEET', 'the config has no infrastructure.executor, so its pipelines run in one process', {
    hint: 'otai runs lists what that has done',
  });
}
