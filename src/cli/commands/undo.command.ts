import { getServiceToken } from '../../api/service.decorator.js';
import type { TicketSystem } from '../../api/tickets/ticket-system.js';
import type { OtaiConfig } from '../../config/otai-config.js';
import type { OtaiModuleOptions } from '../../module/otai.options.js';
import { toModuleOptions, type ApplicationOptions } from '../application-options.js';
import type { CliCommand } from '../cli-command.js';
import type { CliIo } from '../cli-io.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { withJournal } from '../journal/config-journal.js';
import { RunningApplication } from '../run/running-application.js';
import { findRun } from '../runs/find-run.js';
import { refuseUndo } from '../undo/refuse-undo.js';
import { undoRun } from '../undo/undo.js';
import { printUndo } from '../undo/undo.printer.js';
import type { UndoParts } from '../undo/undo-run.js';

/** The options of `otai undo`. */
export interface UndoCommandOptions extends ApplicationOptions {
  /** The id of the run, or its beginning. */
  readonly run: string;
  readonly dryRun?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `otai undo`: takes back what a run wrote, where nobody has changed it since, and says what it left. */
export class UndoCommand implements CliCommand<UndoCommandOptions> {
  constructor(
    private readonly io: CliIo,
    private readonly overrides: Partial<OtaiModuleOptions> = {},
  ) {}

  async execute(options: UndoCommandOptions): Promise<ExitCode> {
    const module = toModuleOptions(options, this.io, this.overrides);
    // Most mistakes are in the id: no service has to be opened for them.
    const wanted = await withJournal(module, async ({ journal, config: loaded }) => {
      const details = await findRun(journal, options.run);
      refuseUndo(details, loaded);
      return details.run.runId;
    });
    let config: OtaiConfig | undefined;
    const app = await RunningApplication.start(module, this.io, { check: (loaded) => (config = loaded) });
    try {
      const outcome = await undoRun(partsOf(app, config), wanted, options.dryRun ?? false);
      printUndo(this.io, outcome, options.json ?? false);
      return outcome.failed.length + outcome.unreadable.length === 0 ? EXIT.ok : EXIT.failed;
    } finally {
      await app.close();
    }
  }
}

function partsOf(app: RunningApplication, config: OtaiConfig | undefined): UndoParts {
  return {
    journal: app.journal,
    clock: app.clock,
    storeTexts: config?.infrastructure.journal.storeTexts ?? false,
    systemOf: (id) => app.get<TicketSystem>(getServiceToken(id)),
  };
}
