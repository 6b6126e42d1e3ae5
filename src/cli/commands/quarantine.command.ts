import { hasExecutor } from '../../config/executor.reader.js';
import type { Journal } from '../../journal/journal.js';
import type { OtaiModuleOptions } from '../../module/otai.options.js';
import { toModuleOptions, type ApplicationOptions } from '../application-options.js';
import type { CliCommand } from '../cli-command.js';
import type { CliIo } from '../cli-io.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { tidyFleet } from '../fleet/tidy-fleet.js';
import { withJournal } from '../journal/config-journal.js';
import { count } from '../printable.js';
import { quarantined, selectQuarantined } from '../quarantine/quarantined-tickets.js';
import { quarantinedDetailsToJson, quarantineReport, readQuarantined } from '../quarantine/quarantine-report.js';
import { quarantinedToJson, quarantineTable } from '../quarantine/quarantine-table.js';

/** The options that all `otai quarantine` commands have. */
export interface QuarantineOptions extends ApplicationOptions {
  /** Only what is in quarantine for this pipeline. */
  readonly pipeline?: string | undefined;
  readonly json?: boolean | undefined;
}

/** The options of `otai quarantine show`. */
export interface QuarantineShowOptions extends QuarantineOptions {
  readonly ticket: string;
}

/** The options of `otai quarantine retry` and `drop`. */
export interface QuarantineReleaseOptions extends QuarantineOptions {
  readonly tickets: readonly string[];
  readonly all?: boolean | undefined;
}

abstract class QuarantineCommand<O extends QuarantineOptions> implements CliCommand<O> {
  constructor(
    protected readonly io: CliIo,
    private readonly overrides: Partial<OtaiModuleOptions> = {},
  ) {}

  async execute(options: O): Promise<ExitCode> {
    const module = toModuleOptions(options, this.io, this.overrides);
    const isFleet = await withJournal(module, async ({ journal, config }) => {
      await this.work(journal, options);
      return hasExecutor(config);
    });
    if (isFleet) await this.afterwards(module);
    return EXIT.ok;
  }

  protected abstract work(journal: Journal, options: O): Promise<void>;

  /** What a fleet has to be told. */
  protected afterwards(_module: OtaiModuleOptions): Promise<void> {
    return Promise.resolve();
  }

  protected json(value: unknown): void {
    this.io.out(JSON.stringify(value, null, 2));
  }
}

/** `otai quarantine list`: the tickets that were set aside, the latest first. */
export class QuarantineListCommand extends QuarantineCommand<QuarantineOptions> {
  protected async work(journal: Journal, { pipeline, json }: QuarantineOptions): Promise<void> {
    const records = await quarantined(journal, pipeline);
    if (json === true) this.json(records.map(quarantinedToJson));
    else this.io.out(records.length === 0 ? 'No ticket is in quarantine.' : quarantineTable(records, this.io.columns));
  }
}

/** `otai quarantine show`: why a ticket was set aside, which runs failed on it, and what they wrote. */
export class QuarantineShowCommand extends QuarantineCommand<QuarantineShowOptions> {
  protected async work(journal: Journal, { ticket, pipeline, json }: QuarantineShowOptions): Promise<void> {
    const records = await selectQuarantined(journal, { tickets: [ticket], all: false, pipeline });
    const found = await Promise.all(records.map((record) => readQuarantined(journal, record)));
    if (json === true) this.json(found.map(quarantinedDetailsToJson));
    else this.io.out(found.map(quarantineReport).join('\n\n'));
  }
}

abstract class QuarantineReleaseCommand extends QuarantineCommand<QuarantineReleaseOptions> {
  protected abstract readonly how: 'retry' | 'drop';
  /** What is said of them afterwards. */
  protected abstract readonly outcome: string;

  protected async work(journal: Journal, { tickets, all = false, pipeline, json }: QuarantineReleaseOptions): Promise<void> {
    const records = await selectQuarantined(journal, { tickets, all, pipeline });
    const released = await journal.release(records, this.how);
    if (json === true) this.json({ released, tickets: records.map(quarantinedToJson) });
    else this.io.out(released === 0 ? 'No ticket is in quarantine.' : `${count(released, 'ticket')} out of quarantine: ${this.outcome}`);
  }

  /** Their jobs, where it was these that were given up, are not kept any longer. */
  protected override afterwards(module: OtaiModuleOptions): Promise<void> {
    return tidyFleet(module, this.io);
  }
}

/** `otai quarantine retry`: the next run takes the tickets as news. */
export class QuarantineRetryCommand extends QuarantineReleaseCommand {
  protected readonly how = 'retry';
  protected readonly outcome = 'the next run tries again.';
}

/** `otai quarantine drop`: the tickets count as done, until they change. */
export class QuarantineDropCommand extends QuarantineReleaseCommand {
  protected readonly how = 'drop';
  protected readonly outcome = 'done as they are, until somebody changes them.';
}
